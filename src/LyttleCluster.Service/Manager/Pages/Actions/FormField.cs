namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>One field of a form.</summary>
/// <param name="Name">Its name in the form.</param>
/// <param name="Label">What people read.</param>
public sealed record FormField(string Name, string Label)
{
    /// <summary>How it is filled in.</summary>
    public FieldKind Kind { get; init; }

    /// <summary>What it holds unless something was given.</summary>
    public string Value { get; init; } = "";

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What may stand in it.</summary>
    public string? Hint { get; init; }

    /// <summary>Values of another field with which alone it counts; null: always.</summary>
    public string? Only { get; init; }

    /// <summary>Why it cannot be taken so.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it must not be empty.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>How a field is filled in.</summary>
public enum FieldKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>Several lines.</summary>
    Area,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>Yes or no.</summary>
    Check,

    /// <summary>It is not shown.</summary>
    Hidden,
}
