using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes names of rules of alerts.</summary>
public sealed class AlertRuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Quoting.Matching(AlertQuery.KnownRules, wordToComplete ?? "", Quoting.Quote);
}
