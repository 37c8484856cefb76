using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The page of one container.</summary>
public sealed record ContainerView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    public required Cell State { get; init; }

    /// <summary>What its health check says.</summary>
    public required Cell Health { get; init; }

    /// <summary>What can be done with it.</summary>
    public required IReadOnlyList<LinkView> Actions { get; init; }

    /// <summary>What is wrong.</summary>
    public required IReadOnlyList<NoticeView> Notices { get; init; }

    /// <summary>What is known of it.</summary>
    public required IReadOnlyList<FactView> Facts { get; init; }

    /// <summary>Its labels.</summary>
    public required TableView Labels { get; init; }

    /// <summary>Whether the page shows the end of its log.</summary>
    public required bool HasLog { get; init; }
}

/// <summary>The end of a log.</summary>
/// <param name="Label">What it is the log of.</param>
/// <param name="Lines">Its lines, oldest first.</param>
/// <param name="Trouble">Why there are no more; null when there is no reason.</param>
/// <param name="Follow">The stream of new lines, for the script; null: none.</param>
/// <param name="IsLook">Whether the page that is open has the lines already.</param>
public sealed record LogSectionView(string Label, IReadOnlyList<LogLineView> Lines, string? Trouble, string? Follow, bool IsLook = false);
