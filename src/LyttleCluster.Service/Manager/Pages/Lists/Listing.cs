using System.Globalization;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>The rows of a list that an address asks for: filtered, in order, cut to its page.</summary>
internal sealed class Listing<T>
{
    private readonly ListDefinition<T> _definition;
    private readonly ListRequest _request;

    private Listing(ListDefinition<T> definition, ListRequest request, IReadOnlyList<T> rows) => (_definition, _request, All) = (definition, request, rows);

    /// <summary>All rows that the filters left, in the order they came in.</summary>
    public IReadOnlyList<T> All { get; }

    public static Listing<T> Of(ListDefinition<T> definition, ListRequest request, IReadOnlyList<T> rows)
    {
        var wanted = definition.Filters.Select(filter => (filter.Matches, Value: request.Filter(filter.Name))).Where(filter => filter.Value is not null).ToList();
        return new Listing<T>(definition, request, wanted.Count == 0 ? rows : [.. rows.Where(row => wanted.TrueForAll(filter => filter.Matches(row, filter.Value!)))]);
    }

    /// <summary>All of them, in the order asked for.</summary>
    public IEnumerable<T> Sorted()
    {
        if (_request.Sort is null) return All;
        var by = _definition.Columns.FirstOrDefault(column => column.Key == _request.Sort)?.SortBy ?? throw PageErrors.SortUnknown(_request.Sort);
        return _request.Descending ? All.OrderByDescending(by) : All.OrderBy(by);
    }

    /// <summary>The table of the page asked for.</summary>
    public TableView Table()
    {
        var pages = Math.Max(1, (All.Count + ListRequest.PageRows - 1) / ListRequest.PageRows);
        var page = Math.Min(_request.Page, pages);
        // Skip and Take right behind the order: only as much is sorted as is shown.
        var rows = Sorted().Skip((page - 1) * ListRequest.PageRows).Take(ListRequest.PageRows);
        var views = rows.Select(row => new RowView(_definition.Key(row), [.. _definition.Columns.Select(column => column.Cell(row))], _definition.RowTone(row))).ToList();
        var shown = Shown(views);
        return new TableView
        {
            Caption = _definition.Noun,
            Columns = [.. shown.Select(index => Header(_definition.Columns[index]))],
            Rows = [.. views.Select(row => Only(row, shown))],
            Footer = All.Count == 0 ? [] : [.. _definition.Footer(All).Select(row => Only(row, shown))],
            Empty = _request.Filters.Count > 0 ? "Nothing fits these filters." : _definition.Empty,
            Pager = Pager(page, pages),
        };
    }

    /// <summary>The filters as a form.</summary>
    public IReadOnlyList<FilterView> Filters() =>
        [.. _definition.Filters.Select(filter => new FilterView(filter.Name, filter.Label, _request.Filter(filter.Name) ?? "", filter.Options, filter.Any))];

    /// <summary>The columns in which any row has something: nobody needs the room of the others.</summary>
    private List<int> Shown(List<RowView> rows) =>
        [.. Enumerable.Range(0, _definition.Columns.Count).Where(index => _definition.Columns[index].Key == _request.Sort || rows.Exists(row => row.Cells[index] is { Text.Length: > 0 } or { Note: not null }))];

    private static RowView Only(RowView row, List<int> shown) => shown.Count == row.Cells.Count ? row : row with { Cells = [.. shown.Select(index => row.Cells[index])] };

    private HeaderView Header(Column<T> column)
    {
        var isSorted = _request.Sort == column.Key;
        var href = column.SortBy is null ? null : _request.SortedBy(column.Key, isSorted && !_request.Descending);
        return new HeaderView(column.Title, column.IsNumber, href, !isSorted ? null : _request.Descending ? "descending" : "ascending", column.IsWide);
    }

    private PagerView? Pager(int page, int pages)
    {
        if (pages == 1) return null;
        var first = ((page - 1) * ListRequest.PageRows) + 1;
        var text = string.Create(CultureInfo.InvariantCulture, $"{first:#,0} to {Math.Min(All.Count, first + ListRequest.PageRows - 1):#,0} of {All.Count:#,0}");
        return new PagerView(text, page > 1 ? _request.AtPage(page - 1) : null, page < pages ? _request.AtPage(page + 1) : null);
    }
}
