using System.Globalization;

namespace LyttleCluster.Formatting;

/// <summary>Moments and durations out of whatever PowerShell holds them in.</summary>
internal static class Times
{
    /// <summary>A moment; text without an offset is UTC. Null where it is none.</summary>
    public static DateTimeOffset? From(object? value) => value switch
    {
        null => null,
        DateTimeOffset moment => moment,
        DateTime moment => new DateTimeOffset(moment),
        _ => DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : null,
    };

    /// <summary>A duration; null where it is none.</summary>
    public static TimeSpan? SpanFrom(object? value) => value switch
    {
        null => null,
        TimeSpan span => span,
        _ => TimeSpan.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
    };
}
