using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Starts a manager on this machine as a process of its own, which outlives the session, and says where it listens.</summary>
[Cmdlet(VerbsLifecycle.Start, "ClusterManager", SupportsShouldProcess = true)]
[OutputType(typeof(ClusterManager))]
public sealed class StartClusterManagerCommand : ClusterCmdlet
{
    /// <summary>The state file that it is to hold; that of LYTTLECLUSTER_STATE, else this user's, unless given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Where it listens.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Listen { get; set; }

    /// <summary>The file that it writes its log to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>Its certificate and chain (a PEM file).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The CA whose certificates prove who callers are and may grant methods (a PEM file).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CACertificatePath { get; set; }

    /// <summary>The CA whose certificates only prove who callers are (a PEM file).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IdentityCACertificatePath { get; set; }

    /// <summary>Only watch, beside the manager that changes.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>Wait until it has looked at every node, not only until it listens.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double WaitSec { get; set; } = 60;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = Request();
        if (ShouldProcess(request.StatePath, ReadOnly ? "Start a manager that only watches" : "Start the manager")) WriteObject(Await(token => ManagerControl.StartAsync(request, token)));
    }

    private ManagerStart Request() => new()
    {
        StatePath = FullPath(Path) ?? ClusterFactory.DefaultPath,
        Listen = Listen,
        LogPath = FullPath(LogPath),
        CertificatePath = FullPath(CertificatePath),
        KeyPath = FullPath(KeyPath),
        CACertificatePath = FullPath(CACertificatePath),
        IdentityCACertificatePath = FullPath(IdentityCACertificatePath),
        ReadOnly = ReadOnly,
        UntilReady = Wait,
        Wait = TimeSpan.FromSeconds(WaitSec),
    };

    private string? FullPath(string? path) => path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
