using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes methods that can be granted, and all of a service.</summary>
public sealed class MethodCompleter : IArgumentCompleter
{
    private static readonly string[] OfManager = ["Manager.GetMetrics", "Manager.GetStatus", "Manager.ReadLog"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string[] methods = [.. UseCases.All.Select(useCase => useCase.Name), .. OfManager];
        return Quoting.Matching(methods.Concat(methods.Select(method => $"{method.Split('.')[0]}.*")), wordToComplete ?? "", Quoting.Quote);
    }
}
