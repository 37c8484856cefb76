using System.Text;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>Rows as text in columns, two spaces between them, for terminals.</summary>
internal static class AlignedText
{
    public static IEnumerable<string> Lines(IReadOnlyList<string> titles, IReadOnlyList<bool> areNumbers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = new List<IReadOnlyList<string>> { titles };
        lines.AddRange(rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Printable.Line)]));
        var widths = Enumerable.Range(0, titles.Count).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines) yield return Line(line, widths, areNumbers);
    }

    private static string Line(IReadOnlyList<string> cells, int[] widths, IReadOnlyList<bool> areNumbers)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) line.Append("  ");
            line.Append(areNumbers[i] ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]));
        }

        return line.ToString().TrimEnd();
    }
}
