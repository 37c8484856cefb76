using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Joining;

/// <summary>Takes what the heartbeats of agents tell of their hosts.</summary>
internal interface IHostFactsSink
{
    /// <summary>Notes the facts of a node's host. It costs the caller next to nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="facts">What its agent told; <see cref="NginxApiHost.Time"/> is the node's own clock.</param>
    /// <param name="at">When it told them, by our clock.</param>
    void Note(string node, NginxApiHost facts, DateTimeOffset at);
}
