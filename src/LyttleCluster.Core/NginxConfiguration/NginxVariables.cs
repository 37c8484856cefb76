namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Finds the variables in a value: nginx has no way to write a <c>$</c> that begins none.</summary>
internal static class NginxVariables
{
    /// <summary>Why the variables of a value cannot be used; null when they can.</summary>
    public static string? WhyNot(string value, IReadOnlySet<string> allowed)
    {
        for (var at = value.IndexOf('$', StringComparison.Ordinal); at >= 0; at = value.IndexOf('$', at + 1))
        {
            var name = NameAt(value, at + 1);
            if (name.Length == 0) return "it has a '$' that begins no variable, which nginx cannot write";
            if (!allowed.Contains(name)) return allowed.Count == 0 ? "it takes no variables" : $"the variable ${name} is not allowed there; allowed are {string.Join(", ", allowed.Order(StringComparer.Ordinal).Select(one => "$" + one))}";
        }

        return null;
    }

    private static string NameAt(string value, int begin)
    {
        var braced = begin < value.Length && value[begin] == '{';
        if (braced) begin++;
        var end = begin;
        while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] == '_')) end++;
        // A brace that is not closed right after the name is no variable's.
        return braced && (end >= value.Length || value[end] != '}') ? "" : value[begin..end];
    }
}
