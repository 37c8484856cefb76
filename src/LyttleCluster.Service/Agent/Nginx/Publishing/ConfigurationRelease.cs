namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>What is kept of a configuration release beside its text: who made it, and how much it changed.</summary>
internal sealed record ConfigurationRelease
{
    /// <summary>The "release" that stands for no entries of the agent at all.</summary>
    public const string None = "none";

    /// <summary>The time it was made and something random; sorts by time.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who asked for it: the subject of the credential, or <see cref="ByAgent"/>.</summary>
    public required string Author { get; init; }

    /// <summary>The caller's, by which one whose answer was lost finds it.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The one that was live before; null when none was.</summary>
    public string? Previous { get; init; }

    public required int EntryCount { get; init; }

    /// <summary>Against <see cref="Previous"/>.</summary>
    public int Added { get; init; }

    public int Changed { get; init; }

    public int Removed { get; init; }

    /// <summary>Of its entries.</summary>
    public required string SetETag { get; init; }

    /// <summary>What the agent was told to render for: another release is due when that changes.</summary>
    public required string RenderedFor { get; init; }

    /// <summary>The author of releases that are made because addresses of upstreams changed.</summary>
    public const string ByAgent = "agent";
}

/// <summary>A configuration release that is about to be written.</summary>
/// <param name="Release">What is kept beside.</param>
/// <param name="Entries">Its entries.</param>
/// <param name="Addresses">The addresses of its upstreams' hosts, as they were resolved.</param>
/// <param name="Text">What nginx reads.</param>
internal sealed record NewConfiguration(
    ConfigurationRelease Release, EntrySet Entries, IReadOnlyDictionary<string, IReadOnlyList<System.Net.IPAddress>> Addresses, string Text);
