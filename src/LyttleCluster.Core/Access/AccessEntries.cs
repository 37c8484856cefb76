using System.Collections.Frozen;

namespace LyttleCluster.Core.Access;

/// <summary>Grants, tokens and revocations at one moment. Pure.</summary>
internal sealed class AccessEntries
{
    private readonly FrozenDictionary<string, AccessTokenDocument> _tokens;
    private readonly FrozenSet<string> _revoked;
    private readonly IReadOnlyList<AccessGrantDocument> _grants;

    public AccessEntries(IReadOnlyList<AccessGrantDocument> grants, IEnumerable<AccessTokenDocument> tokens, IEnumerable<string> revoked)
    {
        _grants = grants;
        _tokens = tokens.DistinctBy(token => token.Hash).ToFrozenDictionary(token => token.Hash, StringComparer.Ordinal);
        _revoked = revoked.ToFrozenSet(StringComparer.Ordinal);
    }

    public static AccessEntries None { get; } = new([], [], []);

    /// <summary>What was granted to a user and to the groups they are in.</summary>
    public IEnumerable<string> MethodsOf(string user, IReadOnlyList<string> groups) => _grants
        .Where(grant => grant.Kind == AccessKind.Group ? groups.Contains(grant.Name, StringComparer.Ordinal) : grant.Name == user)
        .SelectMany(grant => grant.AllMethods());

    /// <summary>The token with that secret; null: there is none. Whether its time is over is the caller's to look at.</summary>
    public AccessTokenDocument? TokenOf(string secret) => TokenByHash(TokenSecret.HashOf(secret));

    /// <summary>The token with that hash; null: it is not there any more.</summary>
    public AccessTokenDocument? TokenByHash(string hash) => _tokens.GetValueOrDefault(hash);

    /// <summary>Whether a certificate was revoked.</summary>
    public bool IsRevoked(string fingerprint) => _revoked.Contains(fingerprint);
}
