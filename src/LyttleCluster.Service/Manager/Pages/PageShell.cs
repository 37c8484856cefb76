namespace LyttleCluster.Service.Manager.Pages;

/// <summary>What is around every page.</summary>
public sealed record PageShell
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>The pages above it, from the top.</summary>
    public IReadOnlyList<LinkView> Crumbs { get; init; } = [];

    /// <summary>The pages that this caller may see.</summary>
    public IReadOnlyList<LinkView> Navigation { get; init; } = [];

    /// <summary>Who looks; null: nobody known.</summary>
    public string? Caller { get; init; }

    /// <summary>Whether they came with a token, and can sign out.</summary>
    public bool CanSignOut { get; init; }

    /// <summary>Proves that a form is ours.</summary>
    public string? Proof { get; init; }

    /// <summary>What it is kept up to date with, for the script: <c>nodes</c>, <c>containers</c>, <c>events</c>; empty: nothing.</summary>
    public string Live { get; init; } = "";

    /// <summary>The only node whose changes matter to it; null: any.</summary>
    public string? LiveNode { get; init; }

    /// <summary>Whether this manager changes nothing.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The version of the manager.</summary>
    public required string Version { get; init; }

    /// <summary>The host it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>The moment it shows.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The style sheet.</summary>
    public required string Style { get; init; }

    /// <summary>The script.</summary>
    public required string Script { get; init; }

    /// <summary>The icon.</summary>
    public required string Icon { get; init; }
}

/// <summary>A link.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="IsCurrent">Whether it leads to this page, or to what is above it.</param>
public sealed record LinkView(string Text, string Href, bool IsCurrent = false);
