namespace LyttleCluster.Module;

/// <summary>Seconds as parameters hold them.</summary>
internal static class Seconds
{
    /// <summary>The time; null when the parameter was not given.</summary>
    public static TimeSpan? From(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
