namespace LyttleCluster.Module;

/// <summary>Names of domains where wildcards are understood: there <c>*.example.com</c> means all the domains below, and <c>`*.example.com</c> the one of that name.</summary>
internal static class DomainPattern
{
    private const string Below = "*.";
    private const char Escape = '`';

    /// <summary>The pattern that matches the domain of this name alone, also when it is one for all names below another.</summary>
    public static string Exactly(string name) => name.StartsWith(Below, StringComparison.Ordinal) ? Escape + name : name;

    /// <summary>The name in a pattern of <see cref="Exactly"/>.</summary>
    public static string Name(string pattern) => pattern.StartsWith(Escape + Below, StringComparison.Ordinal) ? pattern[1..] : pattern;
}
