namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>A host name: as it was typed, and as it is stored and compared.</summary>
internal sealed record DomainName
{
    /// <summary>Lower case, punycode, without a dot at its end; at least one dot; <c>*.</c> only leftmost.</summary>
    public required string Ascii { get; init; }

    /// <summary>As it was typed, without a dot at its end.</summary>
    public required string Shown { get; init; }

    public bool IsWildcard => Ascii.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Reads a host name.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="name">The name; null when it is none.</param>
    /// <param name="why">Why it is none; null when it is one.</param>
    public static bool TryParse(string text, out DomainName? name, out string? why) => throw new NotImplementedException();

    /// <summary>Whether one of two names takes requests of the other: they are equal, or one is a wildcard over the other.</summary>
    public static bool Overlap(string one, string other) => throw new NotImplementedException();
}
