namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>One column of a list: what it is on the page, as text, and by what it sorts.</summary>
/// <param name="Key">Its name in addresses and in CSV.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Cell">The cell of a row.</param>
internal sealed record Column<T>(string Key, string Title, Func<T, Cell> Cell)
{
    /// <summary>What rows are sorted by; null: it cannot be sorted by.</summary>
    public Func<T, IComparable?>? SortBy { get; init; }

    /// <summary>Its value in CSV and text, where that is not what the page shows.</summary>
    public Func<T, string?>? Plain { get; init; }

    /// <summary>Whether it holds numbers, which stand at the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Whether it holds sentences, which need room.</summary>
    public bool IsWide { get; init; }

    public string TextOf(T row) => Plain is null ? Cell(row).Text : Plain(row) ?? "";

    /// <summary>A column that sorts by its text.</summary>
    public static Column<T> Text(string key, string title, Func<T, string?> text, Func<T, Cell>? cell = null) =>
        new(key, title, cell ?? (row => text(row))) { SortBy = row => Natural.Of(text(row)), Plain = text };

    /// <summary>A word of state.</summary>
    public static Column<T> State<TState>(string key, string title, Func<T, TState> state)
        where TState : struct, Enum =>
        new(key, title, row => Lists.Cell.Badge(state(row).ToString())) { SortBy = row => state(row) };

    /// <summary>A number.</summary>
    public static Column<T> Number(string key, string title, Func<T, IComparable?> number, Func<T, Cell> cell) => new(key, title, cell)
    {
        SortBy = number,
        Plain = row => Convert.ToString(number(row), System.Globalization.CultureInfo.InvariantCulture),
        IsNumber = true,
    };

    /// <summary>A moment: its age on the page, ISO 8601 elsewhere.</summary>
    public static Column<T> Moment(string key, string title, Func<T, DateTimeOffset?> moment, DateTimeOffset now) =>
        new(key, title, row => Lists.Cell.Age(moment(row), now)) { SortBy = row => moment(row), Plain = row => Moments.Iso(moment(row)) };
}
