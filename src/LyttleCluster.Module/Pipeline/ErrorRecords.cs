using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>The one place where failures become ErrorRecords.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of a failure that the engine describes.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="target">The object it happened to; the name in <paramref name="failure"/> unless given.</param>
    public static ErrorRecord From(ClusterException failure, object? target = null)
    {
        var record = new ErrorRecord(failure, failure.ErrorId, CategoryOf(failure), target ?? failure.TargetName ?? failure.Node)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.Remedy },
        };
        if (failure.Node is not null) record.CategoryInfo.TargetName = failure.Node;
        return record;
    }

    /// <summary>
    /// The failure to show for any exception. One that is not the engine's own is a mistake of ours: its type may belong to
    /// a dependency in our load context, so only its words leave.
    /// </summary>
    public static ClusterException Describe(Exception failure, string command) =>
        Unexpected.InCommand(failure, command);

    private static ErrorCategory CategoryOf(ClusterException failure) =>
        Enum.TryParse<ErrorCategory>(failure.Category.ToString(), out var category) ? category : ErrorCategory.NotSpecified;
}
