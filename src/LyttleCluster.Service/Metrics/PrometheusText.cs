using System.Globalization;
using System.Text;

namespace LyttleCluster.Service.Metrics;

/// <summary>Writes the Prometheus text format (0.0.4).</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public PrometheusText Gauge(string name, string help, double value) => Family(name, help, "gauge").Sample(name, value);

    public PrometheusText Gauge(string name, string help, string label, IEnumerable<KeyValuePair<string, double>> values) => Family(name, help, "gauge").Samples(name, label, values);

    public PrometheusText Gauge(string name, string help, (string First, string Second) labels, IEnumerable<((string First, string Second) Labels, double Value)> values) =>
        Family(name, help, "gauge").Samples(name, labels, values);

    public PrometheusText Counter(string name, string help, double value) => Family(name, help, "counter").Sample(name, value);

    public PrometheusText Counter(string name, string help, string label, IEnumerable<KeyValuePair<string, double>> values) => Family(name, help, "counter").Samples(name, label, values);

    public PrometheusText Counter(string name, string help, (string First, string Second) labels, IEnumerable<((string First, string Second) Labels, double Value)> values) =>
        Family(name, help, "counter").Samples(name, labels, values);

    /// <summary>How often values were at most so large, and how much they are together.</summary>
    /// <param name="name">The name of the family.</param>
    /// <param name="help">What it is.</param>
    /// <param name="bounds">The upper bounds, rising, without the infinite one.</param>
    /// <param name="counts">How many values lie in each bucket, not added up; one more than there are bounds.</param>
    /// <param name="sum">All values together.</param>
    public PrometheusText Histogram(string name, string help, IReadOnlyList<double> bounds, IReadOnlyList<long> counts, double sum)
    {
        Family(name, help, "histogram");
        long total = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            total += counts[i];
            Sample($"{name}_bucket{{le=\"{(i < bounds.Count ? Number(bounds[i]) : "+Inf")}\"}}", total);
        }

        return Sample($"{name}_sum", sum).Sample($"{name}_count", total);
    }

    public override string ToString() => _text.ToString();

    private PrometheusText Family(string name, string help, string type)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
            .Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private PrometheusText Samples(string name, string label, IEnumerable<KeyValuePair<string, double>> values)
    {
        foreach (var (value, number) in values) Sample($"{name}{{{label}=\"{Escaped(value)}\"}}", number);
        return this;
    }

    private PrometheusText Samples(string name, (string First, string Second) labels, IEnumerable<((string First, string Second) Labels, double Value)> values)
    {
        foreach (var (given, number) in values) Sample($"{name}{{{labels.First}=\"{Escaped(given.First)}\",{labels.Second}=\"{Escaped(given.Second)}\"}}", number);
        return this;
    }

    private PrometheusText Sample(string series, double value)
    {
        _text.Append(series).Append(' ').Append(Number(value)).Append('\n');
        return this;
    }

    // The format has words of its own for these.
    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
