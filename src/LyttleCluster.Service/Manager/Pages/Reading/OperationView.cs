using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The page of one operation.</summary>
public sealed record OperationView
{
    /// <summary>What it changes.</summary>
    public required string Summary { get; init; }

    /// <summary>How it ended.</summary>
    public required Cell Outcome { get; init; }

    /// <summary>What can be done with it.</summary>
    public required IReadOnlyList<LinkView> Actions { get; init; }

    /// <summary>Who and when.</summary>
    public required IReadOnlyList<FactView> Facts { get; init; }

    /// <summary>Its steps.</summary>
    public required TableView Steps { get; init; }
}
