namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>One thing that is known of an object.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How it is.</param>
public sealed record FactView(string Name, Cell Value)
{
    /// <summary>Facts without those that are not known.</summary>
    internal static IReadOnlyList<FactView> Known(params ReadOnlySpan<(string Name, Cell? Value)> facts)
    {
        var known = new List<FactView>();
        foreach (var (name, value) in facts)
        {
            if (value is { Text.Length: > 0 }) known.Add(new FactView(name, value));
        }

        return known;
    }
}
