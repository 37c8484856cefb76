using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The status page.</summary>
public sealed record StatusView
{
    /// <summary>Counts; those of zero are left out.</summary>
    public required IReadOnlyList<TileView> Tiles { get; init; }

    /// <summary>What an operator should look at.</summary>
    public required IReadOnlyList<NoticeView> Warnings { get; init; }

    /// <summary>How many more of them there are.</summary>
    public required int MoreWarnings { get; init; }

    /// <summary>What is wrong for longer than a moment.</summary>
    public required IReadOnlyList<NoticeView> Alerts { get; init; }

    /// <summary>The manager itself.</summary>
    public required IReadOnlyList<FactView> Facts { get; init; }

    /// <summary>The locations.</summary>
    public required TableView Locations { get; init; }

    /// <summary>The last changes; null: not for this caller.</summary>
    public TableView? Operations { get; init; }

    /// <summary>The manager's last log lines; null: not for this caller.</summary>
    public IReadOnlyList<LogLineView>? Log { get; init; }

    /// <summary>Whether there is no node yet.</summary>
    public required bool IsEmpty { get; init; }

    /// <summary>Where else to look.</summary>
    public required IReadOnlyList<LinkView> Ways { get; init; }
}
