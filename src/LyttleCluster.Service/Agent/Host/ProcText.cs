using System.Globalization;

namespace LyttleCluster.Service.Agent.Host;

/// <summary>What stands in the small files of Linux' /proc (proc(5)) and in os-release(5).</summary>
internal static class ProcText
{
    /// <summary>/proc/uptime: seconds since the boot.</summary>
    public static double Uptime(string text) => Number(text.Split(' ')[0]);

    /// <summary>/proc/loadavg: over 1, 5 and 15 minutes.</summary>
    public static double[] Load(string text) => [.. text.Split(' ').Take(3).Select(Number)];

    /// <summary>/proc/meminfo: all memory, and what programs could still have, in bytes.</summary>
    public static (long Total, long Available) Memory(string text)
    {
        var fields = text.Split('\n')
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);
        // Kernels before 3.14 have no MemAvailable.
        return (Kilobytes("MemTotal"), fields.ContainsKey("MemAvailable") ? Kilobytes("MemAvailable") : Kilobytes("MemFree") + Kilobytes("Buffers") + Kilobytes("Cached"));

        long Kilobytes(string field) => fields.TryGetValue(field, out var value) ? long.Parse(value.AsSpan().Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024 : 0;
    }

    /// <summary>/proc/cpuinfo: the name of the processor; null where the kernel gives none.</summary>
    public static string? CpuModel(string text) => text.Split('\n')
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("Model", StringComparison.Ordinal))
        .Select(line => line.Split(':', 2) is [_, var model] ? model.Trim() : null)
        .FirstOrDefault(model => model is { Length: > 0 });

    /// <summary>os-release: the system's name for people.</summary>
    public static string? SystemName(string text) => text.Split('\n')
        .Where(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
        .Select(line => line["PRETTY_NAME=".Length..].Trim().Trim('"', '\''))
        .FirstOrDefault();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
