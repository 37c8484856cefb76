namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// How long to wait before something is asked for again: soon at first, then less and less often, so that the 100 calls that LyttleNGINX
/// allows in 15 minutes last; others may use up a part of them. Pure.
/// </summary>
internal static class PollPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>The pause after the look of that number, 0 for the first.</summary>
    public static TimeSpan After(int look, NginxApiLimits limits)
    {
        var pause = look >= 5 ? Longest : First * (1 << look);
        if (limits.RetryAfter is { } told && told > pause) return told;
        // What is left is spread over the time it must last, once it is little.
        if (limits is { Remaining: < 20 and var left, Reset: { } reset } && reset / (left + 1) > pause) return reset / (left + 1);
        return pause;
    }
}
