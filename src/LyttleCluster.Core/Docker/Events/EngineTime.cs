using System.Globalization;

namespace LyttleCluster.Core.Docker;

/// <summary>Times in requests: seconds since 1970 with nine decimals, which engines compare with their own clock.</summary>
internal static class EngineTime
{
    public static long Nano(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    public static string Text(DateTimeOffset time) => Text(Nano(time));

    public static string Text(long nano)
    {
        var (seconds, rest) = Math.DivRem(Math.Max(0, nano), 1_000_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds}.{rest:000000000}");
    }
}
