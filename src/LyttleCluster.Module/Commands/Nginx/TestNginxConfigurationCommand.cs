using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Asks each node whether its nginx would take the configuration that is there now. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "NginxConfiguration")]
[OutputType(typeof(ClusterCheck))]
public sealed class TestNginxConfigurationCommand : NginxCmdlet
{
    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new NginxConfigurationTest());
        Emit((cluster, token) => cluster.Nginx.TestAsync(request, token));
    }
}
