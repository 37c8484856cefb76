using System.Globalization;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>Moments as pages write them: always in UTC, because its readers sit anywhere.</summary>
internal static class Moments
{
    public static string? Iso(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>For people: <c>2026-01-31 08:05:09 UTC</c>.</summary>
    public static string Long(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>For lines of logs: <c>01-31 08:05:09.123</c>.</summary>
    public static string OfLine(DateTimeOffset moment) => moment.UtcDateTime.ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
