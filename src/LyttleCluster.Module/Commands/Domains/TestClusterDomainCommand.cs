using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Checks whether domains would work as they are wanted: what a publish verifies before it writes anything.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ClusterDomain", DefaultParameterSetName = ByDomain)]
[OutputType(typeof(ClusterCheck), typeof(bool))]
public sealed class TestClusterDomainCommand : DomainCmdlet
{
    /// <summary>Only say whether all checks passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var tests = Select(new DomainTest());
        EmitChecks(Each(tests, (cluster, test, token) => cluster.Domains.TestAsync(test, token)), Quiet);
    }
}
