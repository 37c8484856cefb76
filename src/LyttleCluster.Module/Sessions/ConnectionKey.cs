namespace LyttleCluster.Module;

/// <summary>
/// What makes two connections one session: the same file, opened in the same way, or the same manager, to which one proves oneself in the same way. Two
/// tokens at one manager are two sessions: they may do different things.
/// </summary>
internal readonly record struct ConnectionKey
{
    private readonly ClusterConnection _connection;

    private ConnectionKey(ClusterConnection connection) => _connection = connection;

    public static ConnectionKey Of(ClusterConnection connection) =>
        new(connection with { IsDefault = false, ConnectedAt = default, Uri = connection.Uri is { } uri ? new Uri(uri.GetLeftPart(UriPartial.Path)) : null });
}
