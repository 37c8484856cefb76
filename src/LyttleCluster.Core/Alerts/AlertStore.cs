using System.Text.Json;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Alerts;

/// <summary>
/// The book of alerts in the history: an observation like others, so that a manager that starts again tells nobody twice, and a shell on the same file
/// sees what the manager knows. It is no desired state: what is lost with a damaged history is seen again.
/// </summary>
internal sealed class AlertStore(IHistory history)
{
    private const string Kind = "alerts";

    /// <summary>No node can have this name.</summary>
    private const string Cluster = "(cluster)";

    public ValueTask SaveAsync(AlertBook book, DateTimeOffset now, CancellationToken cancellationToken) => history.SetObservationAsync(
        Cluster, Kind, now, JsonSerializer.SerializeToUtf8Bytes(AlertBookFile.Of(book), StateJson.Default.AlertBookFile), memory: null, cancellationToken);

    /// <summary>The book as it was last written, and when; null: there is none, or another version wrote it.</summary>
    public async Task<(AlertBook Book, DateTimeOffset At)?> ReadAsync(CancellationToken cancellationToken)
    {
        await history.FlushAsync(cancellationToken);
        if (await history.GetObservationAsync(Cluster, Kind, cancellationToken) is not { } seen) return null;
        try
        {
            return JsonSerializer.Deserialize(seen.Body.Span, StateJson.Default.AlertBookFile) is { } file ? (file.ToBook(), seen.ObservedAt) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
