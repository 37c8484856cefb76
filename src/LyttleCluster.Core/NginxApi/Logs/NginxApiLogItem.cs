namespace LyttleCluster.Core.NginxApi;

/// <summary>What a followed log has to tell.</summary>
internal enum NginxApiLogItemKind
{
    /// <summary>A line.</summary>
    Entry,

    /// <summary>Lines are missing here: more were written than are kept between two looks, or the log began anew.</summary>
    Loss,

    /// <summary>The node cannot be asked; it is tried again and again. Told once, and again when the reason changes.</summary>
    Disconnected,

    /// <summary>The node answers again.</summary>
    Reconnected,
}

/// <summary>One item of a followed log.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Entry">The line.</param>
/// <param name="Reason">Why lines are missing.</param>
/// <param name="Failure">Why the node cannot be asked.</param>
internal readonly record struct NginxApiLogItem(NginxApiLogItemKind Kind, NginxApiLogEntry? Entry, string? Reason, ClusterException? Failure)
{
    public static readonly NginxApiLogItem Reconnected = new(NginxApiLogItemKind.Reconnected, null, null, null);

    public static NginxApiLogItem Of(NginxApiLogEntry entry) => new(NginxApiLogItemKind.Entry, entry, null, null);

    public static NginxApiLogItem Loss(string reason) => new(NginxApiLogItemKind.Loss, null, reason, null);

    public static NginxApiLogItem Disconnected(ClusterException failure) => new(NginxApiLogItemKind.Disconnected, null, null, failure);
}
