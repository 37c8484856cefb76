using System.Security.Cryptography;
using System.Text;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Joining;

/// <summary>Judges join tokens by the tokens of the store, as they are at that moment.</summary>
internal sealed class JoinTokens(IStateStore store, TimeProvider time) : IJoinTokens
{
    public async Task<string> NameOfAsync(Secret shown, CancellationToken cancellationToken)
    {
        var hash = Encoding.ASCII.GetBytes(TokenSecret.HashOf(shown.Reveal()));
        await foreach (var document in store.ListAsync(AccessTokenDocument.DocumentKind, "", cancellationToken))
        {
            var token = DocumentWrite.Read(document, StateJson.Default.AccessTokenDocument);
            if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash), hash)) continue;
            if (!token.IsJoin) throw JoinErrors.TokenNotForJoining(token.Name);
            return token.ExpiresAt > time.GetUtcNow() ? token.Name : throw JoinErrors.TokenExpired(token.Name);
        }

        throw JoinErrors.TokenRefused();
    }
}
