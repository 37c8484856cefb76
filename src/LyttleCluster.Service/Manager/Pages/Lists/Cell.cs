namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>One cell of a table on a page.</summary>
/// <param name="Text">What it says; it may come from a node, and is written as text, whatever it holds.</param>
public sealed record Cell(string Text)
{
    /// <summary>A second, smaller line.</summary>
    public string? Note { get; init; }

    /// <summary>Where it leads; null: nowhere. Only <c>Links</c> makes these.</summary>
    public string? Href { get; init; }

    /// <summary>Its colour.</summary>
    public Tone Tone { get; init; }

    /// <summary>Whether it is a word of state, shown as a badge.</summary>
    public bool IsBadge { get; init; }

    /// <summary>The moment that <see cref="Text"/> tells the age of; null where it is none.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>How full something is, 0 to 100; null where it is not of that kind.</summary>
    public double? Percent { get; init; }

    /// <summary>An empty cell.</summary>
    public static Cell Empty { get; } = new("");

    /// <summary>A cell that is nothing but text.</summary>
    public static implicit operator Cell(string? text) => text is null ? Empty : new(text);

    /// <summary>A word of state in its colour.</summary>
    internal static Cell Badge(string? word) => string.IsNullOrEmpty(word) ? Empty : new(word) { Tone = Tones.Of(word), IsBadge = true };

    /// <summary>Text that leads to a page.</summary>
    internal static Cell Link(string text, string? href) => new(text) { Href = href };

    /// <summary>How long ago.</summary>
    internal static Cell Age(DateTimeOffset? moment, DateTimeOffset now) => new(Formatting.Display.Age(moment, now)) { Time = moment };
}
