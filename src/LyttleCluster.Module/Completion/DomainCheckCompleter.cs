using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace LyttleCluster.Module;

/// <summary>Completes names of the checks that a publish makes beforehand.</summary>
public sealed class DomainCheckCompleter : IArgumentCompleter
{
    private static readonly string[] Checks = ["NameResolution", "Upstream", "RedirectLoop", "Conflict", "Certificate", "Configuration", "*"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Quoting.Matching(Checks, wordToComplete ?? "", Quoting.Quote);
}
