using System.Globalization;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>The TCP ports somebody listens at, from /proc/PID/net/tcp and tcp6, which show the network that process lives in.</summary>
internal static class ListeningPorts
{
    private const string Listen = "0A";
    private static readonly string[] Tables = ["tcp", "tcp6"];

    public static IReadOnlySet<int> Read(string process) =>
        Tables.Select(name => $"/proc/{process}/net/{name}").Where(File.Exists).SelectMany(file => Parse(File.ReadAllText(file))).ToHashSet();

    /// <summary>Reads lines such as <c>0: 0100007F:1F90 00000000:0000 0A …</c>.</summary>
    public static IEnumerable<int> Parse(string table) => table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > 3 && fields[3] == Listen)
        .Select(fields => int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
