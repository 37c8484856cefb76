using System.Globalization;

namespace LyttleCluster.Core.NginxApi;

/// <summary>What a node says of its last reload at one moment. All times are of its own clock, so that ours does not matter.</summary>
/// <param name="Now">Its clock.</param>
/// <param name="StartedAt">When its process was started.</param>
/// <param name="Last">The last reload that ended, by whomever it was asked for.</param>
/// <param name="Code">Its name for how that ended (agent).</param>
/// <param name="Release">The release after it.</param>
internal sealed record Testimony(DateTimeOffset Now, DateTimeOffset? StartedAt, NginxApiLastReload? Last, string? Code, string? Release)
{
    /// <summary>Under which id the last reload was asked for; null where it is not told.</summary>
    public string? Correlation { get; init; }

    /// <summary>Whether nginx itself answers with the release; null where it is not told.</summary>
    public bool? Served { get; init; }
}

/// <summary>
/// Tells from two testimonies what became of a reload whose answer was lost. A reload that ended after the first one is either ours or,
/// because every reload loads all that lies there, as good as ours. Pure.
/// </summary>
internal static class ReloadWitness
{
    /// <summary>The verdict; null while there is none.</summary>
    public static ReloadAnswer? Judge(Testimony before, Testimony after)
    {
        if (after.Last is not { } last || last.At <= before.Now) return null;
        if (after.Code == ReloadAnswer.UnknownCode) return null;
        if (!last.Succeeded) return ReloadAnswer.Failure(last.Error, after.Code);
        // LyttleNGINX reloads by itself every five minutes. One that was under way already may have read its entries before ours were written: the
        // release is named by the time it was made.
        if (MadeAt(after.Release) <= before.Now) return null;
        return new ReloadAnswer { Outcome = NginxApiReloadOutcome.Reloaded, Release = after.Release };
    }

    /// <summary>Whether the process that was asked is gone: what it was doing ended with it, and nobody reloads at present on our account.</summary>
    public static bool IsRestarted(Testimony before, Testimony after) => before.StartedAt is { } then && after.StartedAt is { } now && now > then;

    /// <summary>When a release was made, by its name (<c>2026-11-21T04-42-33-370Z-ssl-activation</c>); null when the name tells no time.</summary>
    public static DateTimeOffset? MadeAt(string? release)
    {
        const string shape = "yyyy-MM-dd'T'HH-mm-ss-fff'Z'";
        const int length = 24;
        return release?.Length >= length
            && DateTimeOffset.TryParseExact(release.AsSpan(0, length), shape, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made)
            ? made
            : null;
    }
}
