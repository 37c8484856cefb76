using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Looks for hosts that could be added; pipes into Add-ClusterNode.</summary>
[Cmdlet(VerbsCommon.Find, "ClusterNode")]
[OutputType(typeof(ClusterNodeCandidate))]
public sealed class FindClusterNodeCommand : ConnectedCmdlet
{
    /// <summary>Look at the Docker contexts of this user; so it does unless told otherwise.</summary>
    [Parameter]
    public SwitchParameter DockerContext { get; set; } = true;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new NodeDiscovery { DockerContext = DockerContext };
        Emit((cluster, token) => cluster.Nodes.FindAsync(request, token));
    }
}
