using System.Globalization;
using System.Text;

namespace LyttleCluster.Service.Agent.Metrics;

/// <summary>Writes the Prometheus text format (0.0.4).</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public PrometheusText Gauge(string name, string help, double value) => Family(name, help, "gauge").Sample(name, value);

    public PrometheusText Gauge(string name, string help, string label, IEnumerable<KeyValuePair<string, double>> values) => Family(name, help, "gauge").Samples(name, label, values);

    public PrometheusText Counter(string name, string help, string label, IEnumerable<KeyValuePair<string, double>> values) => Family(name, help, "counter").Samples(name, label, values);

    public override string ToString() => _text.ToString();

    private PrometheusText Family(string name, string help, string type)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private PrometheusText Samples(string name, string label, IEnumerable<KeyValuePair<string, double>> values)
    {
        foreach (var (value, number) in values) Sample($"{name}{{{label}=\"{Escaped(value)}\"}}", number);
        return this;
    }

    private PrometheusText Sample(string series, double value)
    {
        _text.Append(series).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    private static string Escaped(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
