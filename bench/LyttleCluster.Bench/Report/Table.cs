namespace LyttleCluster.Bench.Report;

/// <summary>Prints rows in columns, each group below its title, as soon as it is measured.</summary>
internal static class Table
{
    private static readonly int[] Widths = [44, 24, 28, 8, 8, 12];

    public static void PrintTitles() => Print(["", "measured", "yardstick", "result", "limit", "verdict"]);

    public static void Print(string group)
    {
        Console.WriteLine();
        Console.WriteLine(group.ToUpperInvariant());
    }

    public static void Print(Row row) => Print(["  " + row.What, row.Measured, row.Yardstick, row.Result, row.Limit, Word(row.Verdict)]);

    private static void Print(string[] cells) => Console.WriteLine(string.Join("  ", cells.Select((cell, column) => cell.PadRight(Widths[column]))).TrimEnd());

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Misses => "MISSES",
        Verdict.NotMeasured => "not measured",
        _ => "",
    };
}
