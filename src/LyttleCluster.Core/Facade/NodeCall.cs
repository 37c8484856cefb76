namespace LyttleCluster.Core;

/// <summary>A request that goes to nodes: which ones, how many at once, and how long one may be silent.</summary>
public abstract record NodeCall
{
    /// <summary>Nodes at once for reads unless said otherwise.</summary>
    public const int ReadThrottle = 256;

    /// <summary>Nodes at once for changes unless said otherwise.</summary>
    public const int ChangeThrottle = 32;

    /// <summary>How long a node may be silent unless said otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Names or wildcards of nodes; empty means all.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>How many nodes are spoken to at once; 1 or more.</summary>
    public int ThrottleLimit { get; init; } = ReadThrottle;

    /// <summary>How long one node's network may be silent. Time the reader of the results takes does not count.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}
