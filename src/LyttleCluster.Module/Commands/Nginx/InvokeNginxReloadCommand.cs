using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Reloads nginx on nodes, wave after wave, and tells for each whether nginx really took the new configuration.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "NginxReload", SupportsShouldProcess = true)]
[OutputType(typeof(NginxReloadResult))]
public sealed class InvokeNginxReloadCommand : NginxCmdlet
{
    /// <summary>The nodes: names, wildcards, or ClusterNode objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];

    /// <summary>In which waves it goes over the nodes; the first wave with a failure is the last.</summary>
    [Parameter]
    public RolloutStrategy Strategy { get; set; } = RolloutStrategy.Rolling;

    /// <summary>How many nodes a wave of Rolling has.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int BatchSize { get; set; } = 1;

    /// <summary>A page to ask each node for after its reload, at its proxy address where it has one.</summary>
    [Parameter]
    public Uri? Probe { get; set; }

    /// <summary>How many times a reload that failed for a passing reason is tried again.</summary>
    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryCount { get; set; } = 2;

    /// <summary>Do not ask beforehand whether nginx is well and its configuration valid.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override void Act() => Change([Call(new ReloadNginx
    {
        Strategy = Strategy,
        BatchSize = BatchSize,
        Probe = Probe,
        RetryCount = RetryCount,
        Force = Force,
    })], WriteObject);
}
