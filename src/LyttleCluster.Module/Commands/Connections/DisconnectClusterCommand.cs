using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Closes clusters of this session; without a name the default one.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Cluster")]
[OutputType(typeof(void))]
public sealed class DisconnectClusterCommand : ClusterCmdlet
{
    /// <summary>The cluster to close.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ConnectionArgument]
    [ValidateNotNull]
    public ClusterConnection? Cluster { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var sessions = RunspaceSessions.Current;
        var connection = Cluster ?? Given(() => sessions.DefaultConnection);
        Await(async _ =>
        {
            await sessions.CloseAsync(connection);
            return true;
        });
    }
}
