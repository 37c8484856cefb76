using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Access;

/// <summary>Ends tokens. Not reversible: one that may have been seen by others must not come back.</summary>
internal sealed class RemoveTokenHandler(AccessRegistry registry, AccessBook book) : AccessDocumentChange<RemoveToken, ClusterToken>(book)
{
    protected override async Task<ChangePlan<ClusterToken>> PlanAsync(RemoveToken request, CancellationToken cancellationToken)
    {
        if (request.Names.Count == 0) throw AccessErrors.SettingInvalid("a token", "-Name", "", "Name the tokens; wildcards are allowed.");
        var tokens = await registry.TokensAsync(cancellationToken);
        var missing = request.Names
            .Where(name => !Wildcard.IsPattern(name) && !tokens.Any(token => string.Equals(token.Document.Name, name, StringComparison.OrdinalIgnoreCase)))
            .Select(AccessErrors.TokenNotFound);
        return new ChangePlan<ClusterToken>
        {
            Request = request,
            Changes =
            [
                .. tokens.Where(token => Wildcard.MatchesAny(request.Names, token.Document.Name)).Select(token => Planned(
                    $"token/{token.Document.Name}", "Remove", token.Document.Describe(), null, reversible: false,
                    StateWrite.Delete(AccessTokenDocument.KeyOf(token.Document.Name), token.Revision), token.Document.ToModel())),
            ],
            Failures = [.. missing],
        };
    }
}
