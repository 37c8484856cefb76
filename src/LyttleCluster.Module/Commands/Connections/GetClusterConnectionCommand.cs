using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Lists the clusters that this session has open.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterConnection")]
[OutputType(typeof(ClusterConnection))]
public sealed class GetClusterConnectionCommand : ClusterCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(RunspaceSessions.Current.Connections, enumerateCollection: true);
}
