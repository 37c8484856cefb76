namespace LyttleCluster.Core;

/// <summary>Who may do what through the manager. Changes go through <see cref="IOperations"/>.</summary>
public interface IAccess
{
    /// <summary>Rights that were granted, and certificates that were revoked.</summary>
    IAsyncEnumerable<Answer<ClusterAccess>> GetAsync(AccessQuery request, CancellationToken cancellationToken);

    /// <summary>Tokens, without their secrets: nobody keeps those.</summary>
    IAsyncEnumerable<Answer<ClusterToken>> GetTokensAsync(TokenQuery request, CancellationToken cancellationToken);
}

/// <summary>Asks for rights.</summary>
public sealed record AccessQuery
{
    /// <summary>Only these users, groups or certificates, wildcards allowed; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>Asks for tokens.</summary>
public sealed record TokenQuery
{
    /// <summary>Only these, wildcards allowed; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
