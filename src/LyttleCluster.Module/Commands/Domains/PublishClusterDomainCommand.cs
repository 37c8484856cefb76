using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Brings domains to the nodes, wave after wave, and tells for each domain and node how that ended.</summary>
[Cmdlet(VerbsData.Publish, "ClusterDomain", DefaultParameterSetName = ByDomain, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterDomainResult))]
public sealed class PublishClusterDomainCommand : DomainCmdlet
{
    /// <summary>In which waves it goes over the nodes; the first wave with a failure is the last.</summary>
    [Parameter]
    public RolloutStrategy Strategy { get; set; } = RolloutStrategy.Rolling;

    /// <summary>How many nodes a wave of Rolling has.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int BatchSize { get; set; } = 1;

    /// <summary>A page to ask each node for after its reload, beside the changed names themselves.</summary>
    [Parameter]
    public Uri? Probe { get; set; }

    /// <summary>Checks of Test-ClusterDomain that need not pass, by name, wildcards allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DomainCheckCompleter))]
    public string[] SkipVerification { get; set; } = [];

    /// <inheritdoc/>
    private protected override void Act() => ChangeInTurn(Select(new PublishDomain
    {
        Strategy = Strategy,
        BatchSize = BatchSize,
        Probe = Probe,
        SkipVerification = SkipVerification,
    }), WriteObject);
}
