using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Settles operations that a dead process left: each is finished where it is done already, else put back.</summary>
[Cmdlet(VerbsLifecycle.Resume, "ClusterOperation", DefaultParameterSetName = ByOperation, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterOperation))]
public sealed class ResumeClusterOperationCommand : ReachingCmdlet
{
    private const string ById = "Id";
    private const string ByOperation = "Operation";

    private readonly List<string> _ids = [];
    private bool _called;

    /// <summary>Ids of operations, or how they begin, wildcards allowed; all that were left unless given.</summary>
    [Parameter(Position = 0, ParameterSetName = ById)]
    [OperationArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The operations: ClusterOperation objects, or ids.</summary>
    [Parameter(ParameterSetName = ByOperation, ValueFromPipeline = true)]
    [OperationArgument]
    [ValidateNotNullOrEmpty]
    public string[] Operation { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _called = true;
        _ids.AddRange(Id.Concat(Operation));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // An empty pipeline names no operations; without this it would mean all that were left.
        if (_called) Change([Call(new ResumeOperation { Ids = [.. _ids.Distinct(StringComparer.OrdinalIgnoreCase)] })], WriteObject);
    }
}
