using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Adopts entries that the nodes have and this cluster did not make, as domains; nothing on the nodes is touched.</summary>
[Cmdlet(VerbsData.Import, "ClusterDomain", DefaultParameterSetName = ByDomain, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterDomain))]
public sealed class ImportClusterDomainCommand : DomainCmdlet
{
    /// <inheritdoc/>
    private protected override void Act() => ChangeInTurn(Select(new ImportDomain()), WriteObject);
}
