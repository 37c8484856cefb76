namespace LyttleCluster.Demo.Printing;

/// <summary>One column of a table.</summary>
/// <param name="Label">Its head.</param>
/// <param name="Width">Its characters; 0 takes what is left.</param>
/// <param name="Cell">What stands in it.</param>
/// <param name="Right">Whether numbers stand in it.</param>
internal sealed record Column<T>(string Label, int Width, Func<T, string?> Cell, bool Right = false);

/// <summary>Any table.</summary>
internal interface ITable
{
    /// <summary>Label and width of each column, to compare with the view of PowerShell that it stands for.</summary>
    IEnumerable<string> Heads { get; }
}

/// <summary>A table of 100 columns; cells that are too long go on in the next line.</summary>
internal sealed class Table<T>(params Column<T>[] columns) : IView<T>, ITable
{
    public const int TotalWidth = 100;

    public IEnumerable<string> Heads => columns.Select(column => FormattableString.Invariant($"{column.Label} {column.Width}"));

    public IEnumerable<string> Lines(T row, bool first) =>
        first ? ["", .. Row(column => column.Label), .. Row(column => new string('-', column.Label.Length)), .. RowOf(row)] : RowOf(row);

    private IEnumerable<string> RowOf(T row) => Row(column => column.Cell(row) ?? "");

    private IEnumerable<string> Row(Func<Column<T>, string> text)
    {
        var cells = columns.Select(column => Wrap(text(column), WidthOf(column)).ToArray()).ToArray();
        return Enumerable.Range(0, cells.Max(cell => cell.Length)).Select(line => string.Join(' ', columns.Select((column, i) =>
        {
            var part = line < cells[i].Length ? cells[i][line] : "";
            return column.Right ? part.PadLeft(WidthOf(column)) : part.PadRight(WidthOf(column));
        })).TrimEnd());
    }

    private int WidthOf(Column<T> column) =>
        column.Width > 0 ? column.Width : TotalWidth - columns.Sum(one => one.Width) - (columns.Length - 1);

    private static IEnumerable<string> Wrap(string text, int width) => text.Length == 0 ? [""] : text.Chunk(width).Select(part => new string(part).Trim());
}
