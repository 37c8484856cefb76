using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The page of the nginx of one node.</summary>
public sealed record NginxView
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>How it is, in one word.</summary>
    public required Cell State { get; init; }

    /// <summary>What can be done with it.</summary>
    public required IReadOnlyList<LinkView> Actions { get; init; }

    /// <summary>What is wrong.</summary>
    public required IReadOnlyList<NoticeView> Notices { get; init; }

    /// <summary>What is known of it.</summary>
    public required IReadOnlyList<FactView> Facts { get; init; }

    /// <summary>Its certificates.</summary>
    public required TableView Certificates { get; init; }

    /// <summary>Whether the page shows the end of its log.</summary>
    public required bool HasLog { get; init; }
}
