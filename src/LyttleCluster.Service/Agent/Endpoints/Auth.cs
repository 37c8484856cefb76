using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>The calls about who calls, and the exchange of an API key for a token that ends by itself.</summary>
internal sealed class Auth(Authentication authentication, BearerTokens tokens, TimeProvider time)
{
    private const string Actor = "admin";

    public IEnumerable<AgentRoute> Routes =>
    [
        AgentRoute.Get("/auth/status", Right.Viewer, context => StatusAsync(context, $"{context.Caller().Method} authentication is working")),
        AgentRoute.Get("/auth/me", Right.Viewer, context => StatusAsync(context, message: null)),
        AgentRoute.Get("/auth/info", Right.Viewer, InfoAsync),
        AgentRoute.Post("/auth/token", Right.Viewer, TokenAsync),
    ];

    private static Task StatusAsync(HttpContext context, string? message) =>
        context.JsonAsync(new AuthStatusBody(true, message, IdentityOf(context.Caller())), AgentJson.Default.AuthStatusBody);

    private Task InfoAsync(HttpContext context) => context.JsonAsync(
        new AuthInfoBody
        {
            AuthEnabled = true,
            Methods = authentication.TakesCertificates ? [Caller.ByApiKey, Caller.ByToken, Caller.ByCertificate] : [Caller.ByApiKey, Caller.ByToken],
            ApiKeyConfigured = authentication.KeyCount > 0,
            ApiKeyCount = authentication.KeyCount,
            BearerTokenVerificationConfigured = true,
            TokenExchangeEnabled = authentication.KeyCount > 0,
            ClientCertificatesTaken = authentication.TakesCertificates,
            Issuer = BearerTokens.Issuer,
            Audience = BearerTokens.Issuer,
            SupportedBearerAlgorithms = ["HS256"],
            SupportedRoles = Rights.Names,
            RoleHierarchy = Enum.GetValues<Right>().ToDictionary(right => right.NameOf(), Below),
        },
        AgentJson.Default.AuthInfoBody);

    private Task TokenAsync(HttpContext context)
    {
        var caller = context.Caller();
        if (caller.Method != Caller.ByApiKey) return context.RefuseAsync(Refusal.BadRequest("A token is given only for an API key"), time);
        var (token, expiresAt) = tokens.Issue(caller);
        return context.JsonAsync(
            new TokenBody("Bearer", token, (int)BearerTokens.Lifetime.TotalSeconds, expiresAt, new ActorBody(caller.Subject, Actor, [caller.Right.NameOf()], [caller.Right.Scope()])),
            AgentJson.Default.TokenBody);
    }

    private static IdentityBody IdentityOf(Caller caller) => new()
    {
        Id = caller.Method == Caller.ByToken ? $"{Actor}:{caller.Subject}" : caller.Subject,
        Subject = caller.Subject,
        ActorType = Actor,
        AuthMethod = caller.Method,
        DisplayName = caller.Subject,
        Roles = [caller.Right.NameOf()],
        Scopes = [caller.Right.Scope()],
        Audience = [BearerTokens.Issuer],
        Issuer = BearerTokens.Issuer,
        ApiKeyId = caller.ApiKeyId,
        TokenId = caller.TokenId,
        IssuedAt = caller.IssuedAt,
        ExpiresAt = caller.ExpiresAt,
    };

    private static IReadOnlyList<string> Below(Right right) => [.. Enum.GetValues<Right>().Where(other => other < right).Select(other => other.NameOf())];
}
