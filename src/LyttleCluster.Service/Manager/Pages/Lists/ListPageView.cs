namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>A page that is one list.</summary>
public sealed record ListPageView
{
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }

    /// <summary>How many rows there are, in words.</summary>
    public string? Count { get; init; }

    /// <summary>One sentence on it.</summary>
    public string? About { get; init; }

    /// <summary>Its address.</summary>
    public required string Path { get; init; }

    /// <summary>Counts that lead to a part of it.</summary>
    public IReadOnlyList<TileView> Tiles { get; init; } = [];

    /// <summary>Its filters.</summary>
    public required IReadOnlyList<FilterView> Filters { get; init; }

    /// <summary>Its order, for the filters' form.</summary>
    public string? Sort { get; init; }

    /// <summary>Its table.</summary>
    public required TableView Table { get; init; }

    /// <summary>What can be done from here.</summary>
    public IReadOnlyList<LinkView> Actions { get; init; } = [];

    /// <summary>The same list for programs.</summary>
    public IReadOnlyList<LinkView> Outputs { get; init; } = [];

    /// <summary>What went wrong while it was read, and what its reader should know.</summary>
    public IReadOnlyList<NoticeView> Notices { get; init; } = [];
}

/// <summary>A count with a name.</summary>
/// <param name="Text">What is counted.</param>
/// <param name="Value">How many.</param>
/// <param name="Href">Those; null: nowhere to go.</param>
/// <param name="Tone">Its colour.</param>
public sealed record TileView(string Text, string Value, string? Href, Tone Tone = Tone.None);

/// <summary>Something to know, and what to do about it.</summary>
/// <param name="Text">What.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Tone">How bad it is.</param>
/// <param name="Href">Where it leads.</param>
public sealed record NoticeView(string Text, string? Remedy, Tone Tone, string? Href = null);
