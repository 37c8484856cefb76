using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Opens a cluster and makes it the session's default.</summary>
[Cmdlet(VerbsCommunications.Connect, "Cluster")]
[OutputType(typeof(ClusterConnection))]
public sealed class ConnectClusterCommand : ClusterCmdlet
{
    /// <summary>The state file; made where there is none. Without it, the one of LYTTLECLUSTER_STATE, else of this user.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var sessions = RunspaceSessions.Current;
        var path = Path is null ? ClusterFactory.DefaultPath : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        var session = sessions.Get(FileConnection.To(path));
        Await(session.OpenAsync);
        sessions.Choose(session.Connection);
        WriteObject(session.Connection with { IsDefault = true });
    }
}
