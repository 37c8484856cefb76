using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the managers of this machine, started by hand or by a service.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterManager")]
[OutputType(typeof(ClusterManager))]
public sealed class GetClusterManagerCommand : ClusterCmdlet
{
    /// <summary>The state file of the manager; that of LYTTLECLUSTER_STATE, else this user's, and those of the services here, unless given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var own = Path is null ? ClusterFactory.DefaultPath : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        string[] states = Path is null ? [.. ServiceControl.InstalledStates().Prepend(own).Distinct(StringComparer.Ordinal)] : [own];
        var found = 0;
        foreach (var state in states) found += Write(state);
        if (found == 0) WriteObject(new ClusterManager { Status = ManagerStatus.Stopped, StatePath = own });
    }

    private int Write(string state)
    {
        try
        {
            var managers = Await(token => ManagerControl.FindAsync(state, token));
            foreach (var manager in managers) WriteObject(manager);
            return managers.Count;
        }
        catch (ClusterException failure)
        {
            WriteFailure(failure);
            return 1;
        }
    }
}
