using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Lists the clusters that this session has open.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterConnection")]
[OutputType(typeof(ClusterConnection))]
public sealed class GetClusterConnectionCommand : ClusterCmdlet
{
    /// <summary>Only this one, as it is now.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ConnectionArgument]
    [ValidateNotNull]
    public ClusterConnection? Cluster { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in RunspaceSessions.Current.Connections)
        {
            if (Cluster is null || ConnectionKey.Of(Cluster) == ConnectionKey.Of(connection)) WriteObject(connection);
        }
    }
}
