using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>What is done with an entry.</summary>
internal enum EntryAction
{
    Create,
    Update,
    Delete,
}

/// <summary>One entry of one place to be made, changed or taken away.</summary>
internal sealed record EntryChange
{
    public required EntryAction Action { get; init; }

    /// <summary>The domain's name.</summary>
    public required string Domain { get; init; }

    /// <summary>As it was typed.</summary>
    public required string Shown { get; init; }

    /// <summary>Its id on the node; null for one that is made.</summary>
    public int? Id { get; init; }

    /// <summary>Its state on the node, for <c>If-Match</c>; null where the generation has none.</summary>
    public string? ETag { get; init; }

    /// <summary>What it says now; null for one that is made.</summary>
    public NginxEntry? Before { get; init; }

    /// <summary>What it is to say; null for one that is taken away.</summary>
    public NginxEntry? After { get; init; }

    /// <summary>One line for people: <c>+</c>, <c>~</c> or <c>-</c> before what it says.</summary>
    public override string ToString() => Action switch
    {
        EntryAction.Create => $"+ {Describe(After!)}",
        EntryAction.Update => $"~ {Describe(After!)} (was {(Before is null ? "something else" : Describe(Before))})",
        _ => $"- {(Before is null ? Shown : Describe(Before))}",
    };

    private string Describe(NginxEntry entry) => DomainWords.Describe(entry, Domain, Shown);
}
