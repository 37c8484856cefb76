using System.Collections.Immutable;

namespace LyttleCluster.Core.Alerts;

/// <summary>All that is known of alerts at one moment. It never changes.</summary>
/// <param name="Entries">What is wrong, or was within the last hour.</param>
/// <param name="Past">Alerts that somebody was told of and that are over, newest first; bounded in number and age.</param>
internal sealed record AlertBook(ImmutableDictionary<AlertKey, AlertEntry> Entries, ImmutableList<ClusterAlert> Past)
{
    public static AlertBook Empty { get; } = new(ImmutableDictionary<AlertKey, AlertEntry>.Empty, []);

    /// <summary>Those that are not over, and those that are, newest first.</summary>
    public IReadOnlyList<ClusterAlert> Alerts =>
    [
        .. Entries.Values.Where(entry => entry.IsOpen).Select(entry => entry.ToModel())
            .Concat(Past)
            .OrderByDescending(alert => alert.Since).ThenBy(alert => alert.Target, StringComparer.Ordinal).ThenBy(alert => alert.Rule, StringComparer.Ordinal),
    ];
}

/// <summary>A book as it is written into the history.</summary>
internal sealed record AlertBookFile
{
    public IReadOnlyList<AlertEntry> Entries { get; init; } = [];

    public IReadOnlyList<ClusterAlert> Past { get; init; } = [];

    public static AlertBookFile Of(AlertBook book) => new() { Entries = [.. book.Entries.Values], Past = [.. book.Past] };

    public AlertBook ToBook() => new(Entries.ToImmutableDictionary(entry => entry.Key), [.. Past]);
}
