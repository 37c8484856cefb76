using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Reads the journal of changes, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterOperation")]
[OutputType(typeof(ClusterOperation))]
public sealed class GetClusterOperationCommand : ConnectedCmdlet
{
    /// <summary>Ids of operations, or how they begin; wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Only these outcomes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public OperationOutcome[] Outcome { get; set; } = [];

    /// <summary>Only operations that began from then on; local time unless it says otherwise.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>At most so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new OperationQuery { Ids = Id, Outcome = Outcome, Since = Since, Newest = Newest };
        Emit((cluster, token) => cluster.Operations.GetAsync(request, token));
    }
}
