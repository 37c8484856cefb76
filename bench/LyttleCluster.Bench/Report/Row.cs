namespace LyttleCluster.Bench.Report;

/// <summary>One number of the report: what was measured, what stands beside it, and what is promised.</summary>
internal sealed record Row(string What, string Measured, string Yardstick, string Result, string Limit, Verdict Verdict)
{
    /// <summary>Compares two times of the same run.</summary>
    public static Row Ratio(string what, Sample ours, Sample yardstick, string yardstickName, double limit)
    {
        var ratio = ours.Median / yardstick.Median;
        return new Row(what, ours.ToString(), $"{yardstick} {yardstickName}", $"{ratio:0.00} ×", $"≤ {limit:0.0#} ×", ratio <= limit ? Verdict.Holds : Verdict.Misses);
    }

    /// <summary>Compares a value with a fixed limit.</summary>
    public static Row AtMost(string what, double value, string measured, string yardstick, double limit, string unit) =>
        new(what, measured, yardstick, $"{value:0.#} {unit}", $"≤ {limit:0.#} {unit}", value <= limit ? Verdict.Holds : Verdict.Misses);

    /// <summary>Something to compare with that promises nothing itself.</summary>
    public static Row Beside(string what, string measured) => new(what, measured, "", "", "", Verdict.Beside);

    /// <summary>Something that could not be measured here.</summary>
    public static Row NotMeasured(string what, string why) => new(what, why, "", "", "", Verdict.NotMeasured);
}

/// <summary>How a number stands.</summary>
internal enum Verdict
{
    Holds,
    Misses,
    Beside,
    NotMeasured,
}
