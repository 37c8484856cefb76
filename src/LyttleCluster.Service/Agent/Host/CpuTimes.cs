using System.Globalization;

namespace LyttleCluster.Service.Agent.Host;

/// <summary>What the processors did since the boot, in ticks, from the first lines of /proc/stat.</summary>
/// <param name="Busy">Ticks of work.</param>
/// <param name="Total">All ticks.</param>
/// <param name="Processors">How many processors there are.</param>
internal readonly record struct CpuTimes(long Busy, long Total, int Processors)
{
    private const int Idle = 3;
    private const int WaitingForDisk = 4;

    // The fields after steal (guest, guest_nice) are contained in user and nice.
    private const int Counted = 8;

    public static CpuTimes Parse(string stat)
    {
        var lines = stat.Split('\n');
        var ticks = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Counted)
            .Select(word => long.Parse(word, CultureInfo.InvariantCulture))
            .ToArray();
        var idle = ticks[Idle] + ticks.ElementAtOrDefault(WaitingForDisk);
        return new CpuTimes(ticks.Sum() - idle, ticks.Sum(), lines.Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])));
    }

    /// <summary>How busy they were since an earlier look, 0 to 100.</summary>
    public double PercentSince(CpuTimes earlier) =>
        Total > earlier.Total ? Math.Round(Math.Clamp(100.0 * (Busy - earlier.Busy) / (Total - earlier.Total), 0, 100), 1) : 0;
}
