using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Checks every layer between here and each node, and says what to do where one fails.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ClusterNode", DefaultParameterSetName = ByNode)]
[OutputType(typeof(ClusterCheck), typeof(bool))]
public sealed class TestClusterNodeCommand : NamedNodeCmdlet
{
    /// <summary>Only say whether all checks passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new NodeTest());
        EmitChecks((cluster, token) => cluster.Nodes.TestAsync(request, token), Quiet);
    }
}
