using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>
/// The tokens that were given to <c>Connect-Cluster</c> in this process. A connection names its token by an id that tells nothing of it, so that
/// connections can be shown, stored and taken into other runspaces; into another process they take no token.
/// </summary>
internal static class KeptTokens
{
    private static readonly Lock Sync = new();
    private static readonly List<(Guid Id, Secret Token)> Kept = [];

    /// <summary>The id of a token, the same one for the same token.</summary>
    public static Guid Keep(Secret token)
    {
        lock (Sync)
        {
            foreach (var kept in Kept) if (kept.Token.Equals(token)) return kept.Id;
            var id = Guid.NewGuid();
            Kept.Add((id, token));
            return id;
        }
    }

    /// <summary>The token of an id.</summary>
    /// <exception cref="ClusterException"><c>ManagerTokenNotHere</c>.</exception>
    public static Secret Find(Guid id)
    {
        lock (Sync)
        {
            foreach (var kept in Kept) if (kept.Id == id) return kept.Token;
        }

        throw ModuleErrors.TokenNotHere();
    }
}
