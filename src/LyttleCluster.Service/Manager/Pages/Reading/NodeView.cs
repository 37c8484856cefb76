using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The page of one node.</summary>
public sealed record NodeView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its state.</summary>
    public required Cell Status { get; init; }

    /// <summary>What can be done with it.</summary>
    public required IReadOnlyList<LinkView> Actions { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required IReadOnlyList<NoticeView> Notices { get; init; }

    /// <summary>What is known of it.</summary>
    public required IReadOnlyList<FactView> Facts { get; init; }

    /// <summary>Its labels.</summary>
    public required TableView Labels { get; init; }

    /// <summary>Its endpoints.</summary>
    public required TableView Endpoints { get; init; }

    /// <summary>Its file systems.</summary>
    public required TableView Disks { get; init; }

    /// <summary>Its containers, counted.</summary>
    public required IReadOnlyList<TileView> Tiles { get; init; }

    /// <summary>Its containers.</summary>
    public required TableView Containers { get; init; }

    /// <summary>The list of its containers.</summary>
    public required string AllContainers { get; init; }

    /// <summary>The list of its events; null: not for this caller.</summary>
    public string? Events { get; init; }
}
