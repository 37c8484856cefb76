using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Access;

/// <summary>Makes tokens. The secret is made with the plan and told with the result; between the two it is in this process' memory alone.</summary>
/// <remarks>Not reversible: an undo of an undo would bring a token back that somebody ended. <see cref="RemoveToken"/> ends one.</remarks>
internal sealed class NewTokenHandler(AccessRegistry registry, AccessBook book, TimeProvider time) : AccessDocumentChange<NewToken, IssuedToken>(book)
{
    protected override async Task<ChangePlan<IssuedToken>> PlanAsync(NewToken request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        AccessRules.Check(request, now);
        if ((await registry.TokensAsync(cancellationToken)).Any(token => AccessTokenDocument.KeyOf(token.Document.Name) == AccessTokenDocument.KeyOf(request.Name))) throw AccessErrors.TokenExists(request.Name);
        var secret = TokenSecret.Make();
        var token = new AccessTokenDocument
        {
            Name = request.Name,
            Hash = TokenSecret.HashOf(secret.Reveal()),
            Role = request.Role,
            IsJoin = request.IsJoin,
            Owner = request.Owner ?? request.Author ?? Journal.LocalAuthor,
            CreatedAt = now,
            ExpiresAt = (request.ExpiresAt ?? now + AccessRules.UsualTokenLife).ToUniversalTime(),
        };
        var write = DocumentWrite.Put(AccessTokenDocument.KeyOf(token.Name), 0, token, StateJson.Default.AccessTokenDocument);
        return new ChangePlan<IssuedToken>
        {
            Request = request,
            Changes = [Planned($"token/{token.Name}", "New", null, token.Describe(), reversible: false, write, new IssuedToken(token.ToModel(), secret))],
        };
    }
}
