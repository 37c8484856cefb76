using System.Runtime.CompilerServices;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Access;

/// <summary>Who may do what, as it is stored.</summary>
internal sealed class AccessService(AccessRegistry registry) : IAccess
{
    public async IAsyncEnumerable<Answer<ClusterAccess>> GetAsync(AccessQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var grants = (await registry.GrantsAsync(cancellationToken)).Select(grant => grant.Document.ToModel());
        var revoked = (await registry.RevocationsAsync(cancellationToken)).Select(one => one.Document.ToModel());
        foreach (var access in grants.Concat(revoked).Where(access => Wildcard.MatchesAny(request.Names, access.Name)))
        {
            found.Add(access.Name);
            yield return access;
        }

        foreach (var name in request.Names.Where(name => !Wildcard.IsPattern(name) && !found.Contains(name))) yield return AccessErrors.NothingOf(name);
    }

    public async IAsyncEnumerable<Answer<ClusterToken>> GetTokensAsync(TokenQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var token in (await registry.TokensAsync(cancellationToken)).Select(token => token.Document).Where(token => Wildcard.MatchesAny(request.Names, token.Name)))
        {
            found.Add(token.Name);
            yield return token.ToModel();
        }

        foreach (var name in request.Names.Where(name => !Wildcard.IsPattern(name) && !found.Contains(name))) yield return AccessErrors.TokenNotFound(name);
    }
}
