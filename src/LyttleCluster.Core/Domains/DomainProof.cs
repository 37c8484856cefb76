using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Whether a node's nginx really serves what was published: each changed name is asked for, and the answer must be one that an unpublished name would not
/// give. An agent's server blocks answer the entry's own fingerprint; of LyttleNGINX the answer is compared with that for a name nobody has.
/// </summary>
internal static class DomainProof
{
    private const int AtOnce = 16;

    /// <summary>Asks for every name of every change that makes or changes an entry.</summary>
    /// <param name="asker">The node's nginx.</param>
    /// <param name="kind">How the place takes entries.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The first change whose name is not served, with the reason; null when all are.</returns>
    public static async Task<(EntryChange Change, string Why)?> FindUnprovenAsync(
        NginxAsker asker, PlaceKind kind, IReadOnlyList<EntryChange> changes, CancellationToken cancellationToken)
    {
        var stranger = kind == PlaceKind.Rows ? await asker.AskAsync($"{Label()}.invalid", "/", cancellationToken) : null;
        (EntryChange, string)? unproven = null;
        var asked = changes.Where(change => change.After is not null).SelectMany(change => change.After!.Names.Select(name => (Change: change, Name: name)));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = enough.Token }, async (one, stop) =>
            {
                var why = kind == PlaceKind.Agent
                    ? WhyNot(await asker.AskAsync(HostOf(one.Name), NginxProof.Path, stop), one.Change.After!.Fingerprint())
                    : WhyNot(await asker.AskAsync(HostOf(one.Name), "/", stop), stranger!, one.Change.After!);
                if (why is null) return;
                unproven = (one.Change, $"{one.Name}: {why}");
                await enough.CancelAsync();
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One is enough to know.
        }

        return unproven;
    }

    /// <summary>Why an agent's answer is no proof; null when it is one. Pure.</summary>
    public static string? WhyNot(SeenAnswer answer, string fingerprint) => answer switch
    {
        { Status: 200 } when answer.Body.Trim() == fingerprint => null,
        { Failure: { } failure } => failure,
        _ => $"nginx does not answer with the new configuration ({answer})",
    };

    /// <summary>Why LyttleNGINX's answer is no proof; null when it is one. Pure.</summary>
    public static string? WhyNot(SeenAnswer answer, SeenAnswer stranger, NginxEntry entry) => answer switch
    {
        { Failure: { } failure } => failure,
        _ when entry is { Kind: NginxEntryKind.Redirect, Tls: false } && (answer.Status != entry.RedirectStatus || answer.Location != entry.RedirectTo) => $"it answers {answer}",
        _ when answer.Likeness == stranger.Likeness => $"it answers as for a name that nobody has ({answer})",
        _ => null,
    };

    /// <summary>A name to ask for: a wildcard is asked with a label that nobody else has.</summary>
    public static string HostOf(string name) => name[0] == '*' ? $"{Label()}{name[1..]}" : name;

    private static string Label() => $"lyttle-{Guid.NewGuid().ToString("N")[..12]}";
}
