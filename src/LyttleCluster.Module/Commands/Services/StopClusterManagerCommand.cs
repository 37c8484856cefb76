using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Stops a manager of this machine in order: what it began comes to its end, or is left in the journal.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ClusterManager", SupportsShouldProcess = true, DefaultParameterSetName = ByManager)]
[OutputType(typeof(ClusterManager))]
public sealed class StopClusterManagerCommand : ClusterCmdlet
{
    private const string ByManager = "Manager";
    private const string ByPath = "Path";

    /// <summary>The managers, as Get-ClusterManager gives them.</summary>
    [Parameter(ParameterSetName = ByManager, ValueFromPipeline = true)]
    [ManagerArgument]
    [ValidateNotNull]
    public ClusterManager[] Manager { get; set; } = [];

    /// <summary>The state file of the manager; that of LYTTLECLUSTER_STATE, else this user's, unless given.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How many seconds to wait until it has ended.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double WaitSec { get; set; } = 90;

    /// <summary>End it at once when that is over.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Manager)))
        {
            foreach (var manager in Manager) Stop(manager.StatePath, manager.ProcessId);
        }
        else if (!MyInvocation.ExpectingInput)
        {
            Stop(Path is null ? ClusterFactory.DefaultPath : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path), null);
        }
    }

    private void Stop(string statePath, int? processId)
    {
        if (!ShouldProcess(statePath, "Stop the manager")) return;
        var request = new ManagerStop { StatePath = statePath, ProcessId = processId, Wait = TimeSpan.FromSeconds(WaitSec), Force = Force };
        WriteObject(Await(token => ManagerControl.StopAsync(request, token)));
    }
}
