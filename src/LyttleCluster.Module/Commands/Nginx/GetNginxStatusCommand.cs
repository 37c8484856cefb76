using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Gets what each node's nginx_api says of itself and of its nginx.</summary>
[Cmdlet(VerbsCommon.Get, "NginxStatus")]
[OutputType(typeof(NginxStatus))]
public sealed class GetNginxStatusCommand : NginxCmdlet
{
    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new NginxStatusQuery());
        Emit((cluster, token) => cluster.Nginx.GetStatusAsync(request, token));
    }
}
