namespace LyttleCluster.Tests.Module;

/// <summary>The surface of the module as text, one line a parameter, so that a change of it shows in a review.</summary>
internal static class SurfaceText
{
    public static string Of(IEnumerable<BuiltCmdlet> cmdlets) => string.Join('\n', cmdlets.Select(Of)) + "\n";

    private static string Of(BuiltCmdlet cmdlet) => string.Join('\n', [Heading(cmdlet), .. cmdlet.Parameters.Select(Line), ""]);

    private static string Heading(BuiltCmdlet cmdlet)
    {
        var confirms = cmdlet.ConfirmImpact is { } impact ? $"; confirms {impact}" : "";
        var preferred = cmdlet.DefaultSet is { } set ? $"; default set {set}" : "";
        return $"{cmdlet.Name} -> {string.Join(" | ", cmdlet.OutputTypes)}{confirms}{preferred}";
    }

    private static string Line(BuiltParameter parameter)
    {
        var wild = parameter.TakesWildcards ? " wildcards" : "";
        var aliases = parameter.Aliases.Count > 0 ? $" alias {string.Join(", ", parameter.Aliases)}" : "";
        var places = parameter.Places.OrderBy(place => place.Key, StringComparer.Ordinal).Select(place => $"[{BuiltCmdlet.ShownSet(place.Key)}{Prefixed(place.Value.ToString())}]");
        return $"  -{parameter.Name} {parameter.Type}{wild}{aliases} {string.Join(' ', places)}";
    }

    private static string Prefixed(string text) => text.Length == 0 ? "" : ": " + text;
}
