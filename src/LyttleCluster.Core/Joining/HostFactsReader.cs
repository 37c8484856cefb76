using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Joining;

/// <summary>The facts in a heartbeat, held to what a host can have: an agent is let in, and may lie all the same.</summary>
internal static class HostFactsReader
{
    /// <summary>More bytes are no heartbeat.</summary>
    public const int MostBytes = 32 * 1024;

    private const int MostItems = 64;
    private const int LongestText = 256;

    /// <summary>The facts.</summary>
    /// <exception cref="ClusterException"><c>JoinFactsInvalid</c>.</exception>
    public static NginxApiHost Read(ReadOnlyMemory<byte> body)
    {
        var facts = Lists.Host(body) ?? throw JoinErrors.FactsInvalid("it is no JSON object with a hostName");
        foreach (var text in new[] { facts.HostName, facts.OperatingSystem, facts.Kernel, facts.Architecture, facts.CpuModel, facts.AgentVersion })
        {
            if (!IsText(text)) throw JoinErrors.FactsInvalid("a text is too long, or not printable");
        }

        if (facts.Load.Count > 3 || facts.Load.Any(value => value is < 0 or > 1e6)) throw JoinErrors.FactsInvalid("the load is three numbers");
        if (facts.CpuPercent is < 0 or > 100) throw JoinErrors.FactsInvalid("cpuPercent is 0 to 100");
        if (facts.Cpus is < 0 or > 65_536 || facts.MemoryBytes < 0 || facts.MemoryUsedBytes < 0) throw JoinErrors.FactsInvalid("a number is out of range");
        if (facts.Disks.Count > MostItems || facts.Disks.Any(disk => !IsText(disk.Path) || disk.TotalBytes < 0 || disk.UsedBytes < 0)) throw JoinErrors.FactsInvalid($"disks are {MostItems} at most, each with a path");
        if (facts.Addresses.Count > MostItems || facts.Addresses.Any(address => !System.Net.IPAddress.TryParse(address, out _))) throw JoinErrors.FactsInvalid($"addresses are {MostItems} IP addresses at most");
        return facts;
    }

    private static bool IsText(string? text) => text is null || (text.Length <= LongestText && !text.Any(char.IsControl));
}
