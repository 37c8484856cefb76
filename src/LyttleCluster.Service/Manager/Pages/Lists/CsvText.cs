using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>
/// Values for spreadsheets, by RFC 4180. Names, labels and log lines come from nodes: one that a spreadsheet would take for a formula
/// gets an apostrophe in front, which makes it text there.
/// </summary>
internal static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",;\"\r\n\t");

    public static string Field(string? value)
    {
        // A carriage return or other control sign within a field breaks readers; they are made visible as everywhere.
        var text = Printable.Line(value);
        if (IsFormula(text)) text = "'" + text;
        return text.AsSpan().ContainsAny(Special) || text.Length != text.Trim().Length ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    public static string Line(IEnumerable<string?> values) => string.Join(',', values.Select(Field)) + "\r\n";

    private static bool IsFormula(string text)
    {
        var first = text.AsSpan().TrimStart();
        return first.Length > 0 && first[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '|' or '%' && !IsNumber(first);
    }

    /// <summary>A number below zero is no formula.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text) => double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
}
