using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The page of one domain.</summary>
public sealed record DomainView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the nodes have it.</summary>
    public required Cell Sync { get; init; }

    /// <summary>What can be done with it.</summary>
    public required IReadOnlyList<LinkView> Actions { get; init; }

    /// <summary>What is wanted.</summary>
    public required IReadOnlyList<FactView> Facts { get; init; }

    /// <summary>How each node has it.</summary>
    public required TableView States { get; init; }

    /// <summary>Whether the page compares it with the nodes.</summary>
    public required bool HasDifferences { get; init; }

    /// <summary>Its server block; null: not for this caller.</summary>
    public string? Configuration { get; init; }
}

/// <summary>What is wanted beside what the nodes have.</summary>
/// <param name="Table">One row a node.</param>
/// <param name="Notices">Which nodes could not be asked.</param>
public sealed record DifferencesView(TableView Table, IReadOnlyList<NoticeView> Notices);
