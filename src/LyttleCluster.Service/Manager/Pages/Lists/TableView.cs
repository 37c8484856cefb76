namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>A table as a page shows it.</summary>
public sealed record TableView
{
    /// <summary>What it lists, for those who hear it.</summary>
    public required string Caption { get; init; }

    /// <summary>Its columns.</summary>
    public required IReadOnlyList<HeaderView> Columns { get; init; }

    /// <summary>Its rows.</summary>
    public required IReadOnlyList<RowView> Rows { get; init; }

    /// <summary>Rows below it: totals.</summary>
    public IReadOnlyList<RowView> Footer { get; init; } = [];

    /// <summary>What stands there instead when it has no rows.</summary>
    public string Empty { get; init; } = "None.";

    /// <summary>Its pages; null where it has only one.</summary>
    public PagerView? Pager { get; init; }
}

/// <summary>The heading of a column.</summary>
/// <param name="Title">Its name.</param>
/// <param name="IsNumber">Whether it holds numbers.</param>
/// <param name="Href">Sorts by it; null: it cannot be sorted by.</param>
/// <param name="Order"><c>ascending</c> or <c>descending</c> where the list is sorted by it.</param>
/// <param name="IsWide">Whether it holds sentences.</param>
public sealed record HeaderView(string Title, bool IsNumber, string? Href, string? Order, bool IsWide = false);

/// <summary>A row.</summary>
/// <param name="Key">Names it on the page, so that it can be replaced when it changes.</param>
/// <param name="Cells">One a column.</param>
/// <param name="Tone">The colour of its edge.</param>
public sealed record RowView(string Key, IReadOnlyList<Cell> Cells, Tone Tone = Tone.None);

/// <summary>The pages of a list.</summary>
/// <param name="Text">Which rows these are.</param>
/// <param name="Previous">The page before; null: none.</param>
/// <param name="Next">The next page; null: none.</param>
public sealed record PagerView(string Text, string? Previous, string? Next);
