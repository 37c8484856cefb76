using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Gives the server block of each domain, to be pasted where an nginx_api takes no configuration.</summary>
[Cmdlet(VerbsData.ConvertTo, "NginxConfiguration", DefaultParameterSetName = ByDomain)]
[OutputType(typeof(string))]
public sealed class ConvertToNginxConfigurationCommand : ChosenDomainCmdlet
{
    /// <inheritdoc/>
    private protected override void Act()
    {
        var names = ChosenNames([]);
        if (names.Length == 0) return;
        var request = Call(new DomainRendering { Names = names }) with { Nodes = [] };
        Emit((cluster, token) => cluster.Domains.RenderAsync(request, token));
    }
}
