namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>A list: its columns, its filters, and what stands below it.</summary>
internal sealed record ListDefinition<T>
{
    /// <summary>What it lists, e.g. <c>nodes</c>.</summary>
    public required string Noun { get; init; }

    public required IReadOnlyList<Column<T>> Columns { get; init; }

    public IReadOnlyList<ListFilter<T>> Filters { get; init; } = [];

    /// <summary>Names a row, unique in the list.</summary>
    public required Func<T, string> Key { get; init; }

    /// <summary>The colour of a row's edge.</summary>
    public Func<T, Tone> RowTone { get; init; } = _ => Tone.None;

    /// <summary>Rows below the table, from all rows that the filters left.</summary>
    public Func<IReadOnlyList<T>, IReadOnlyList<RowView>> Footer { get; init; } = _ => [];

    /// <summary>What a row is in JSON, where the API has another shape of it; null leaves it out.</summary>
    public Func<T, object?>? Json { get; init; }

    /// <summary>What stands there when there is none.</summary>
    public string Empty { get; init; } = "None.";
}
