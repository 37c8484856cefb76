using System.Globalization;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// What an answer's headers say of limits. LyttleNGINX has three, each with its own headers (<c>X-RateLimit-Remaining-long</c>), and says how long
/// to wait in <c>Retry-After-short</c>, <c>-medium</c> or <c>-long</c>; others say it in the standard <c>Retry-After</c>.
/// </summary>
/// <param name="RetryAfter">How long to wait until it answers again; null when it does not say.</param>
/// <param name="Remaining">How many calls of this kind are left of the longest limit; null when it does not say.</param>
/// <param name="Reset">When the longest limit begins anew; null when it does not say.</param>
internal readonly record struct NginxApiLimits(TimeSpan? RetryAfter, int? Remaining, TimeSpan? Reset)
{
    private static readonly string[] WaitHeaders = ["Retry-After", "Retry-After-short", "Retry-After-medium", "Retry-After-long"];

    /// <summary>Of LyttleNGINX: 10 calls in a second.</summary>
    public NginxApiLimit Short { get; init; }

    /// <summary>Of LyttleNGINX: 60 calls in a minute.</summary>
    public NginxApiLimit Medium { get; init; }

    /// <summary>Of LyttleNGINX: 100 calls in 15 minutes; the same as <see cref="Remaining"/> and <see cref="Reset"/>.</summary>
    public NginxApiLimit Long => new(Remaining, Reset);

    // Nobody is kept waiting for longer than a day, whatever a header says.
    private const int LongestSeconds = 24 * 3600;

    /// <summary>Reads the headers.</summary>
    /// <param name="header">Gives a header by name, null when there is none.</param>
    /// <param name="now">For the standard header, which may name a moment.</param>
    public static NginxApiLimits Parse(Func<string, string?> header, DateTimeOffset now)
    {
        TimeSpan? wait = null;
        foreach (var name in WaitHeaders)
        {
            if (Wait(header(name), now) is { } one && !(wait >= one)) wait = one;
        }

        var longest = Limit(header, "long");
        return new NginxApiLimits(wait, longest.Remaining, longest.Reset) { Short = Limit(header, "short"), Medium = Limit(header, "medium") };
    }

    private static NginxApiLimit Limit(Func<string, string?> header, string name) => new(
        Number(header("X-RateLimit-Remaining-" + name)),
        Number(header("X-RateLimit-Reset-" + name)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static TimeSpan? Wait(string? text, DateTimeOffset now)
    {
        if (Number(text) is { } seconds) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return null;
        return moment > now ? moment - now : TimeSpan.Zero;
    }

    private static int? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= LongestSeconds
            ? (int)Math.Ceiling(number)
            : null;
}
