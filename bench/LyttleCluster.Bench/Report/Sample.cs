using System.Text.Json;

namespace LyttleCluster.Bench.Report;

/// <summary>Times of repeated runs, in milliseconds.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _sorted.Length;

    public double Median => At(0.5);

    /// <summary>The value that this part of all values (0 to 1) does not exceed.</summary>
    public double At(double part) => _sorted[(int)Math.Min(_sorted.Length - 1, Math.Floor(part * _sorted.Length))];

    /// <summary>One field of each run that a script reported.</summary>
    public static Sample Of(JsonElement runs, string field) => new(runs.EnumerateArray().Select(run => run.GetProperty(field).GetDouble()));

    public override string ToString() => Median < 10 ? $"{Median:0.00} ms" : $"{Median:0} ms";
}
