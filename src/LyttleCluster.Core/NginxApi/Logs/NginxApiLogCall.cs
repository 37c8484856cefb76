namespace LyttleCluster.Core.NginxApi;

/// <summary>Which lines of an nginx_api's log are wanted.</summary>
internal sealed record NginxApiLogCall
{
    /// <summary>How many of the last lines, 1 to 10000. LyttleNGINX keeps 1000.</summary>
    public int Tail { get; init; } = 100;

    /// <summary>The least severe that is wanted; null: all. Lines of no known level are always given.</summary>
    public NginxApiLogLevel? Level { get; init; }

    /// <summary>Only <c>error</c> or <c>access</c> of an agent; null: both. LyttleNGINX has only its own log.</summary>
    public string? Stream { get; init; }
}
