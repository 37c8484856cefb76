namespace LyttleCluster.Core;

/// <summary>Grants a user or a group of users rights, on top of what their certificate grants; replaces what was granted to them before.</summary>
public sealed record GrantAccess : ChangeRequest<ClusterAccess>
{
    /// <summary>A user or a group.</summary>
    public required AccessKind Kind { get; init; }

    /// <summary>Its name: the CN, or the group, of their certificates.</summary>
    public required string Name { get; init; }

    /// <summary>A named set of methods; null: <see cref="Methods"/> alone.</summary>
    public AccessRole? Role { get; init; }

    /// <summary>Methods as <c>Service.Method</c> with shell globs, e.g. <c>Nodes.*</c>.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];
}

/// <summary>Takes granted rights back, or revokes certificates: those are refused from then on, whatever they grant.</summary>
public sealed record RevokeAccess : ChangeRequest<ClusterAccess>
{
    /// <summary>What is meant.</summary>
    public required AccessKind Kind { get; init; }

    /// <summary>Names of users or groups, wildcards allowed; for certificates their SHA-256 fingerprints, in hexadecimal.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Why, for the list.</summary>
    public string? Reason { get; init; }
}

/// <summary>Makes a token. Its secret is in the result, once.</summary>
public sealed record NewToken : ChangeRequest<IssuedToken>
{
    /// <summary>Its name, unique.</summary>
    public required string Name { get; init; }

    /// <summary>What its bearer may; null: only join (see <see cref="IsJoin"/>).</summary>
    public AccessRole? Role { get; init; }

    /// <summary>Whether it lets agents announce themselves, and nothing else.</summary>
    public bool IsJoin { get; init; }

    /// <summary>Who answers for it; the caller unless set.</summary>
    public string? Owner { get; init; }

    /// <summary>When it ends; 90 days from now unless set, 400 days at most.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A new token with its secret.</summary>
/// <param name="Token">What is kept of it.</param>
/// <param name="Secret">What its bearer shows; it is kept nowhere.</param>
public sealed record IssuedToken(ClusterToken Token, Secret Secret);

/// <summary>Ends tokens at once.</summary>
public sealed record RemoveToken : ChangeRequest<ClusterToken>
{
    /// <summary>Their names, wildcards allowed.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}
