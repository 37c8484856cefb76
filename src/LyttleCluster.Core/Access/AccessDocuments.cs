using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Access;

/// <summary>What was granted to a user or a group, as it is stored.</summary>
internal sealed record AccessGrantDocument
{
    /// <summary>The kind of these documents; the name is that of <see cref="KeyOf"/>.</summary>
    public const string DocumentKind = "access-grant";

    /// <summary>User or Group.</summary>
    public required AccessKind Kind { get; init; }

    public required string Name { get; init; }

    public AccessRole? Role { get; init; }

    public IReadOnlyList<string> Methods { get; init; } = [];

    public required string ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public static DocumentKey KeyOf(AccessKind kind, string name) => new(DocumentKind, $"{(kind == AccessKind.Group ? "group" : "user")}/{name}");

    /// <summary>All that it grants, as patterns of methods.</summary>
    public IEnumerable<string> AllMethods() => Role is { } role ? Methods.Concat(AccessRoles.MethodsOf(role)) : Methods;

    /// <summary>One line for plans and the journal.</summary>
    public string Describe() => string.Join(' ', new[] { Role is { } role ? $"role {role}" : null, Methods.Count > 0 ? $"methods {string.Join(',', Methods)}" : null }.OfType<string>());

    public ClusterAccess ToModel() => new() { Kind = Kind, Name = Name, Role = Role, Methods = [.. Methods], ChangedBy = ChangedBy, ChangedAt = ChangedAt };
}

/// <summary>A certificate that does not count any more, as it is stored; the document's name is its fingerprint.</summary>
internal sealed record AccessRevocationDocument
{
    /// <summary>The kind of these documents.</summary>
    public const string DocumentKind = "access-revocation";

    /// <summary>SHA-256, hexadecimal, lower case.</summary>
    public required string Fingerprint { get; init; }

    public string? Reason { get; init; }

    public required string ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public static DocumentKey KeyOf(string fingerprint) => new(DocumentKind, fingerprint);

    public ClusterAccess ToModel() => new() { Kind = AccessKind.Certificate, Name = Fingerprint, Revoked = true, Reason = Reason, ChangedBy = ChangedBy, ChangedAt = ChangedAt };
}

/// <summary>A token as it is stored: of its secret only the hash. 256 random bits need no salt and no slow hash.</summary>
internal sealed record AccessTokenDocument
{
    /// <summary>The kind of these documents; the name is the token's in lower case.</summary>
    public const string DocumentKind = "access-token";

    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, hexadecimal.</summary>
    public required string Hash { get; init; }

    public AccessRole? Role { get; init; }

    public bool IsJoin { get; init; }

    public required string Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public static DocumentKey KeyOf(string name) => new(DocumentKind, name.ToLowerInvariant());

    /// <summary>One line for plans and the journal; nothing of the secret, nor of its hash.</summary>
    public string Describe() => $"{(IsJoin ? "to join" : $"role {Role}")}, until {ExpiresAt:yyyy-MM-dd HH:mm} UTC, of {Owner}";

    public ClusterToken ToModel() => new() { Name = Name, Role = Role, IsJoin = IsJoin, Owner = Owner, CreatedAt = CreatedAt, ExpiresAt = ExpiresAt };
}
