namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>Small tables that are no lists: nothing to sort or filter.</summary>
internal static class Tables
{
    public static TableView Of(string caption, IReadOnlyList<string> titles, IReadOnlyList<RowView> rows) => new()
    {
        Caption = caption,
        Columns = [.. titles.Select(title => new HeaderView(title, false, null, null))],
        Rows = rows,
    };
}
