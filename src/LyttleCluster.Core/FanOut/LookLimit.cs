namespace LyttleCluster.Core.FanOut;

/// <summary>How long a node may be silent when somebody waits for something: a wait is not outlasted by the look that ends it.</summary>
internal static class LookLimit
{
    /// <summary>Even the last look gets this long to be answered.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <param name="silence">How long a node may be silent at most.</param>
    /// <param name="left">What is left of the wait.</param>
    public static TimeSpan Of(TimeSpan silence, TimeSpan left)
    {
        var wanted = left > Shortest ? left : Shortest;
        return wanted < silence ? wanted : silence;
    }
}
