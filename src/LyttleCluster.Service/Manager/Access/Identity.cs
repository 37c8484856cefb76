using LyttleCluster.Core.Access;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>Who calls, and how that is looked at again while the call lasts.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Again">Who they are at that moment; null: what they showed does not count any more.</param>
internal sealed record Identity(ClusterCaller Caller, Func<ClusterCaller?> Again)
{
    /// <summary>The session of a browser, where that is what was shown.</summary>
    public BrowserSession? Session { get; init; }

    /// <summary>Whether a browser shows it by itself, so that pages of others could act with it: all but what stands in a header that only programs write.</summary>
    public bool IsAmbient { get; init; } = true;

    /// <summary>Nobody known.</summary>
    public static Identity Anonymous { get; } = new(ClusterCaller.Anonymous, () => ClusterCaller.Anonymous);
}
