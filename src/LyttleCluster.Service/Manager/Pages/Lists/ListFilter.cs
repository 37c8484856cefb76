namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>One way to narrow a list.</summary>
/// <param name="Name">The parameter in the address.</param>
/// <param name="Label">What people read.</param>
/// <param name="Matches">Whether a row is wanted; it is asked only where a value was given.</param>
internal sealed record ListFilter<T>(string Name, string Label, Func<T, string, bool> Matches)
{
    /// <summary>The values to choose from; null: any text.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>What it says when nothing is chosen.</summary>
    public string Any { get; init; } = "any";

    /// <summary>Text that any of these hold, without case.</summary>
    public static ListFilter<T> Text(Func<T, IEnumerable<string?>> texts) =>
        new("q", "Text", (row, value) => texts(row).Any(text => text?.Contains(value, StringComparison.OrdinalIgnoreCase) == true));

    /// <summary>One word of an enumeration.</summary>
    public static ListFilter<T> State<TState>(string name, string label, Func<T, TState> state)
        where TState : struct, Enum =>
        new(name, label, (row, value) => string.Equals(state(row).ToString(), value, StringComparison.OrdinalIgnoreCase)) { Options = Enum.GetNames<TState>() };

    /// <summary>Exactly this text, without case.</summary>
    public static ListFilter<T> Exactly(string name, string label, Func<T, string?> text, IEnumerable<string>? options = null) =>
        new(name, label, (row, value) => string.Equals(text(row), value, StringComparison.OrdinalIgnoreCase)) { Options = options?.ToList() };

    /// <summary>A location or one below it.</summary>
    public static ListFilter<T> Location(Func<T, string?> location, IEnumerable<string> options) => new("location", "Location", (row, value) => IsAtOrBelow(location(row), value)) { Options = [.. options] };

    private static bool IsAtOrBelow(string? location, string value) =>
        location is not null && location.StartsWith(value, StringComparison.OrdinalIgnoreCase) && (location.Length == value.Length || location[value.Length] == '/');
}
