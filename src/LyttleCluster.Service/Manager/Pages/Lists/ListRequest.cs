using System.Globalization;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>What an address asks of a list: filters, order, page and form.</summary>
internal sealed record ListRequest
{
    /// <summary>Rows of a page.</summary>
    public const int PageRows = 200;

    private static readonly string[] Own = ["sort", "page", "output"];

    public required string Path { get; init; }

    /// <summary>The filters that have a value.</summary>
    public required IReadOnlyList<(string Name, string Value)> Filters { get; init; }

    /// <summary>The key of the column; null: as the list comes.</summary>
    public string? Sort { get; init; }

    public bool Descending { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public ListOutput Output { get; init; }

    public static ListRequest From(HttpRequest request)
    {
        var sort = request.Query["sort"].ToString();
        return new ListRequest
        {
            Path = request.Path.ToUriComponent(),
            Filters = [.. request.Query.Where(pair => !Own.Contains(pair.Key)).Select(pair => (pair.Key, Value: pair.Value.ToString().Trim())).Where(pair => pair.Value.Length > 0)],
            Sort = sort.TrimStart('-') is { Length: > 0 } key ? key : null,
            Descending = sort.StartsWith('-'),
            Page = int.TryParse(request.Query["page"], CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1,
            Output = OutputOf(request.Query["output"].ToString()),
        };
    }

    public string? Filter(string name) => Filters.FirstOrDefault(filter => filter.Name == name).Value;

    /// <summary>The same list in another order, from its first page.</summary>
    public string SortedBy(string key, bool descending) => Address((descending ? "-" : "") + key, 1, null);

    public string AtPage(int page) => Address(SortText, page, null);

    public string As(string output) => Address(SortText, 1, output);

    /// <summary>The order as an address has it.</summary>
    public string? SortText => Sort is null ? null : (Descending ? "-" : "") + Sort;

    private string Address(string? sort, int page, string? output) => Links.With(
        Path,
        [.. Filters.Select(filter => (filter.Name, (string?)filter.Value)), ("sort", sort), ("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null), ("output", output)]);

    private static ListOutput OutputOf(string word) => word switch
    {
        "" or "html" => ListOutput.Html,
        "text" => ListOutput.Text,
        "json" => ListOutput.Json,
        "csv" => ListOutput.Csv,
        _ => throw PageErrors.OutputUnknown(word),
    };
}
