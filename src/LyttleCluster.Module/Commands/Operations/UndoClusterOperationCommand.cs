using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Undoes operations, one after the other: what each changed becomes as it was before, unless it has moved on since.</summary>
[Cmdlet(VerbsCommon.Undo, "ClusterOperation", DefaultParameterSetName = ByOperation, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterOperation))]
public sealed class UndoClusterOperationCommand : ReachingCmdlet
{
    private const string ById = "Id";
    private const string ByOperation = "Operation";

    private readonly List<string> _ids = [];

    /// <summary>Ids of operations, or how they begin.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById)]
    [OperationArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The operations: ClusterOperation objects, or ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByOperation, ValueFromPipeline = true)]
    [OperationArgument]
    [ValidateNotNullOrEmpty]
    public string[] Operation { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _ids.AddRange(Id.Concat(Operation));

    /// <summary>
    /// After all of them are known, because each undo is an operation itself and would be in the journal that may still be read. In the
    /// order they came: the journal gives the newest first, and an older one can be undone only after what was built on it.
    /// </summary>
    protected override void EndProcessing()
    {
        foreach (var id in _ids.Distinct(StringComparer.OrdinalIgnoreCase)) Change([Call(new UndoOperation { Id = id })], WriteObject);
    }
}
