using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>
/// Completes from what was seen last, here or by the manager that is connected. It never goes to a node: a key press must not wait for one, and nothing
/// may be asked of one that the operator has not asked for.
/// </summary>
public abstract class CachedCompleter : IArgumentCompleter
{
    /// <summary>A store that takes longer (busy, on a slow disk) gives no completions.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        var sessions = RunspaceSessions.Current;
        try
        {
            var session = fakeBoundParameters["Cluster"] is ClusterConnection given ? sessions.Get(given) : sessions.Default;
            return Quoting.Matching(Ask(session, fakeBoundParameters), wordToComplete ?? "", Quoted);
        }
        catch (ClusterException)
        {
            // The environment names nothing that could be opened; the command itself says so.
            return [];
        }
    }

    /// <summary>What could be meant.</summary>
    private protected abstract IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken);

    /// <summary>The text as it can be typed.</summary>
    private protected virtual string Quoted(string text, string quote) => Quoting.Quote(text, quote);

    private List<string> Ask(ClusterSession session, IDictionary bound)
    {
        using var patience = new CancellationTokenSource(Patience);
        var found = new List<string>();
        // A failure gives what was found before it: completion has nowhere to show errors.
        _ = Pump.Run(List, item => { found.Add(item); return true; }, patience.Token);
        return found;

        async IAsyncEnumerable<string> List([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var cluster = await session.OpenAsync(cancellationToken);
            await foreach (var item in ListAsync(cluster, bound, cancellationToken)) yield return item;
        }
    }
}
