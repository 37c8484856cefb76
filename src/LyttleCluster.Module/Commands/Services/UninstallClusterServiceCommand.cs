using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Stops a service of this machine and takes it away; its settings, data and user stay.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "ClusterService", SupportsShouldProcess = true)]
[OutputType(typeof(ClusterService))]
public sealed class UninstallClusterServiceCommand : ClusterCmdlet
{
    /// <summary>What it does.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ServiceRole Role { get; set; }

    /// <summary>The service's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The root of another file system that it was written to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string RootPath { get; set; } = "/";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new ServiceUninstall { Role = Role, Name = Name, RootPath = SessionState.Path.GetUnresolvedProviderPathFromPSPath(RootPath) };
        var service = Given(() => ServiceControl.Find(request));
        if (ShouldProcess(service.UnitPath ?? service.Name, "Stop the service and remove it; settings and data stay")) WriteObject(Await(token => ServiceControl.UninstallAsync(request, token)));
    }
}
