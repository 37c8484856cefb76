namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// Finds what is new in the last lines of a log that was looked at before. There is no cursor: what was seen must stand in front of what is
/// new. Pure.
/// </summary>
internal static class LogOverlap
{
    /// <summary>Where in <paramref name="now"/> the new lines begin; null when nothing that was seen is in it, so that lines between may be missing.</summary>
    /// <param name="seen">The last lines of the look before, oldest first.</param>
    /// <param name="now">The last lines of this look, oldest first; may reach further back than <paramref name="seen"/>.</param>
    public static int? FirstNew(IReadOnlyList<NginxApiLogEntry> seen, IReadOnlyList<NginxApiLogEntry> now)
    {
        if (seen.Count == 0) return 0;
        // From the end: of several places where equal lines would fit, the one with the fewest new lines tells nothing twice.
        for (var end = now.Count; end > 0; end--)
        {
            if (EndsThere(seen, now, end)) return end;
        }

        return null;
    }

    /// <summary>Whether the lines before <paramref name="end"/> are the last that were seen, as far back as both reach.</summary>
    private static bool EndsThere(IReadOnlyList<NginxApiLogEntry> seen, IReadOnlyList<NginxApiLogEntry> now, int end)
    {
        var common = Math.Min(end, seen.Count);
        for (var back = 1; back <= common; back++)
        {
            if (now[end - back].Raw != seen[seen.Count - back].Raw) return false;
        }

        return true;
    }
}
