using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>What is to become of the draft, as one. Pure.</summary>
internal sealed record EntryChange
{
    /// <summary>Entries to be made or replaced, as they were sent.</summary>
    public IReadOnlyList<EntryWish> Set { get; init; } = [];

    /// <summary>Entries to go.</summary>
    public IReadOnlyList<EntryRemoval> Remove { get; init; } = [];

    /// <summary>The tag the whole draft must have; null: any.</summary>
    public string? SetMatch { get; init; }

    /// <summary>The draft after it.</summary>
    public AppliedChange ApplyTo(EntrySet draft)
    {
        var problems = new List<PublishProblem>();
        var moved = Moved(draft).ToArray();
        var rows = draft.Rows.ToDictionary(row => row.Id);
        foreach (var removal in Remove) rows.Remove(removal.Id);
        var next = draft.NextId;
        var set = new EntryRow[Set.Count];
        var touched = Remove.Select(removal => removal.Id).ToHashSet();
        for (var index = 0; index < Set.Count; index++)
        {
            var (entry, wrong) = NginxEntryRules.Normalise(Set[index].Entry);
            set[index] = new EntryRow(Set[index].Id ?? next++, entry);
            problems.AddRange(wrong.Select(problem => new PublishProblem(index, Set[index].Id, problem.Field, problem.ErrorId, $"{problem.Message} {problem.Remedy}")));
            if (!touched.Add(set[index].Id)) problems.Add(new PublishProblem(index, Set[index].Id, "id", "EntryTwice", $"Entry {set[index].Id} is named twice. Name it once."));
            rows[set[index].Id] = set[index];
        }

        return new AppliedChange(new EntrySet(rows.Values, next), set, moved, problems);
    }

    private IEnumerable<PublishProblem> Moved(EntrySet draft)
    {
        if (SetMatch is not null && SetMatch != draft.ETag) yield return new PublishProblem(-1, null, "", "EntryChanged", $"The entries are not those you saw: their tag is {draft.ETag}, not {SetMatch}.");
        for (var index = 0; index < Set.Count; index++)
            if (Set[index] is { Id: { } id, IfMatch: var match } && WhyMoved(draft, id, match) is { } why) yield return new PublishProblem(index, id, "ifMatch", "EntryChanged", why);
        foreach (var removal in Remove)
            if (WhyMoved(draft, removal.Id, removal.IfMatch) is { } why) yield return new PublishProblem(-1, removal.Id, "ifMatch", "EntryChanged", why);
    }

    private static string? WhyMoved(EntrySet draft, int id, string? match) => draft.Find(id) switch
    {
        null => $"Entry {id} is not there (any more).",
        { ETag: var tag } when match is not null && tag != match => $"Entry {id} is not the one you saw: its tag is {tag}, not {match}.",
        _ => null,
    };
}

/// <summary>An entry that is to be made or replaced.</summary>
/// <param name="Id">Which one is replaced; null: a new one is made.</param>
/// <param name="IfMatch">The tag it must have; null: any.</param>
/// <param name="Entry">As it was sent, not normalised.</param>
internal sealed record EntryWish(int? Id, string? IfMatch, NginxEntry Entry);

/// <summary>An entry that is to go.</summary>
internal sealed record EntryRemoval(int Id, string? IfMatch);

/// <summary>What a change makes of the draft.</summary>
/// <param name="Entries">All entries after it.</param>
/// <param name="Set">Those that were set, in their order, normalised and with their numbers.</param>
/// <param name="Moved">What is not as the caller saw it.</param>
/// <param name="Problems">What is wrong with single entries by themselves.</param>
internal sealed record AppliedChange(EntrySet Entries, IReadOnlyList<EntryRow> Set, IReadOnlyList<PublishProblem> Moved, IReadOnlyList<PublishProblem> Problems);
