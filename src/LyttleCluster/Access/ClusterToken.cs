using System.Security;
using System.Text.Json.Serialization;

namespace LyttleCluster;

/// <summary>A token, for scripts that have no certificate.</summary>
public sealed record ClusterToken
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What its bearer may; null for one that only joins.</summary>
    public AccessRole? Role { get; init; }

    /// <summary>Whether it lets agents announce themselves, and nothing else.</summary>
    public bool IsJoin { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What its bearer shows; only in the answer of the call that made it, and in no text.</summary>
    [JsonIgnore]
    public SecureString? Secret { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
