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
        if (!Quiet)
        {
            Emit((cluster, token) => cluster.Nodes.TestAsync(request, token));
            return;
        }

        // What could not be checked at all has not passed.
        var passed = true;
        var failed = false;
        Read((cluster, token) => cluster.Nodes.TestAsync(request, token).Select(Note), check => passed &= check.Passed);
        WriteObject(passed && !failed);

        Answer<ClusterCheck> Note(Answer<ClusterCheck> answer)
        {
            failed |= answer.Failure is not null;
            return answer;
        }
    }
}
