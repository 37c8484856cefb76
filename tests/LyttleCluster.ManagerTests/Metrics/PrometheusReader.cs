using System.Globalization;
using System.Text.RegularExpressions;

namespace LyttleCluster.ManagerTests.Metrics;

/// <summary>Reads the text format 0.0.4 as strictly as its description: what is not allowed throws.</summary>
internal sealed partial class PrometheusReader
{
    private readonly Dictionary<string, (string Help, string Type)> _families = [];

    /// <summary>By name and labels, as they stand.</summary>
    public Dictionary<string, double> Samples { get; } = [];

    public IEnumerable<string> Families => _families.Keys;

    public static PrometheusReader Read(string text)
    {
        if (!text.EndsWith('\n')) throw new FormatException("the last line has no end");
        var reader = new PrometheusReader();
        var done = new HashSet<string>();
        string? family = null;
        string? help = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var parts = line[7..].Split(' ', 2);
                (family, help) = (parts[0], parts[1]);
                if (!Name().IsMatch(family) || !done.Add(family)) throw new FormatException($"family '{family}' is misnamed or stands twice");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line[7..].Split(' ');
                if (parts.Length != 2 || parts[0] != family || help is null || parts[1] is not ("counter" or "gauge" or "histogram" or "summary" or "untyped")) throw new FormatException(line);
                if (parts[1] == "counter" && !family.EndsWith("_total", StringComparison.Ordinal)) throw new FormatException($"counter '{family}' is not called _total");
                reader._families[family] = (help, parts[1]);
            }
            else
            {
                reader.AddSample(line, family);
            }
        }

        foreach (var (name, (_, type)) in reader._families.Where(pair => pair.Value.Type == "histogram")) reader.CheckHistogram(name, type);
        return reader;
    }

    private void AddSample(string line, string? family)
    {
        var match = Sample().Match(line);
        if (!match.Success) throw new FormatException($"no sample: {line}");
        var name = match.Groups["name"].Value;
        var isOfFamily = name == family || (_families[family!].Type == "histogram" && name[..name.LastIndexOf('_')] == family);
        if (!isOfFamily) throw new FormatException($"'{name}' stands below '{family}'");
        if (match.Groups["label"].Captures.Select(label => label.Value).GroupBy(label => label).Any(same => same.Count() > 1)) throw new FormatException($"a label stands twice: {line}");
        var text = match.Groups["value"].Value;
        var value = text switch { "+Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, "NaN" => double.NaN, _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) };
        if (!Samples.TryAdd(line[..^(text.Length + 1)], value)) throw new FormatException($"a series stands twice: {line}");
        if (_families[family!].Type == "counter" && !(value >= 0)) throw new FormatException($"a counter below 0: {line}");
    }

    private void CheckHistogram(string name, string type)
    {
        _ = type;
        var buckets = Samples.Where(pair => pair.Key.StartsWith($"{name}_bucket{{", StringComparison.Ordinal)).Select(pair => pair.Value).ToList();
        if (!Samples.ContainsKey($"{name}_bucket{{le=\"+Inf\"}}") || !buckets.SequenceEqual(buckets.Order()) || buckets[^1] != Samples[$"{name}_count"] || !Samples.ContainsKey($"{name}_sum"))
            throw new FormatException($"histogram '{name}' does not add up");
    }

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex Name();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(\\\\|\\"|\\n|[^\\"\n])*",?)+\})? (?<value>[-+]?[0-9.]+([eE][-+]?[0-9]+)?|[-+]Inf|NaN)$""")]
    private static partial Regex Sample();
}
