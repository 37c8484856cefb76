using LyttleCluster.Core.Access;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// Finds out who calls. In order: a bearer token, the session of a browser, the client certificate, and on loopback without TLS whoever is there. A token or
/// certificate that is shown and bad is not made good by another; a cookie is what a browser happens to have, so a bad one counts as none.
/// </summary>
internal sealed class Identification(AccessBook book, BrowserSessions sessions, LoginBudget budget, CallerAuthorities? authorities, IdentificationRules rules, TimeProvider time)
{
    private const string Bearer = "Bearer ";

    /// <summary>Headers that a proxy adds: what comes through one is not from this host, whatever the connection says.</summary>
    private static readonly string[] Forwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <summary>The caller, or the refusal of what they showed.</summary>
    public (Identity Identity, AccessRefusal? Refusal) Find(HttpContext context)
    {
        if (TokenIn(context) is { } secret) return ByToken(context, secret);
        if (SessionCookie.Of(context) is { } cookie && sessions.Find(cookie) is { } session && BySession(session) is { } signedIn) return (signedIn, null);
        if (authorities is not null && ManagerTls.Shown(context) is { } shown) return ByCertificate(shown);
        return (rules.TrustsLoopback && !IsForwarded(context) ? Local() : Identity.Anonymous, null);
    }

    /// <summary>The token behind a secret, for signing in; counts wrong ones.</summary>
    public (AccessTokenDocument? Token, AccessRefusal? Refusal) Check(HttpContext context, string secret)
    {
        var (address, hash) = (context.Connection.RemoteIpAddress, TokenSecret.HashOf(secret));
        if (budget.Wait(address, hash) is { } seconds) return (null, AccessRefusals.TooManyLogins(seconds));
        if (book.Now.TokenByHash(hash) is not { } token)
        {
            budget.Failed(address);
            return (null, AccessRefusals.TokenUnknown());
        }

        budget.Succeeded(address, hash);
        if (token.ExpiresAt <= time.GetUtcNow()) return (null, AccessRefusals.TokenExpired(token.ExpiresAt));
        return token.Role is null ? (null, AccessRefusals.TokenOnlyJoins()) : (token, null);
    }

    private static string? TokenIn(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var text && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim() : null;

    private static bool IsForwarded(HttpContext context) => Forwarded.Any(context.Request.Headers.ContainsKey);

    private (Identity, AccessRefusal?) ByToken(HttpContext context, string secret)
    {
        var (token, refusal) = Check(context, secret);
        return token is null
            ? (Identity.Anonymous, refusal)
            : (new Identity(CallerOf(token), () => CallerOf(token.Hash)) { IsAmbient = false }, null);
    }

    private Identity? BySession(BrowserSession session) =>
        CallerOf(session.TokenHash) is { } caller ? new Identity(caller, () => sessions.IsOpen(session) ? CallerOf(session.TokenHash) : null) { Session = session } : null;

    /// <summary>Whoever has the token with that hash; null: it was removed, or its time is over.</summary>
    private ClusterCaller? CallerOf(string hash) =>
        book.Now.TokenByHash(hash) is { Role: not null } token && token.ExpiresAt > time.GetUtcNow() ? CallerOf(token) : null;

    // A token has its role and nothing else: what was granted to a user of the same name is not its.
    private static ClusterCaller CallerOf(AccessTokenDocument token) => new() { Name = token.Name, Proof = CallerProof.Token, Methods = AccessRoles.MethodsOf(token.Role!.Value) };

    private (Identity, AccessRefusal?) ByCertificate(ShownCertificate shown)
    {
        var (caller, refusal) = Judge(shown);
        return caller is null ? (Identity.Anonymous, refusal) : (new Identity(caller, () => Judge(shown).Caller), null);
    }

    private (ClusterCaller? Caller, AccessRefusal? Refusal) Judge(ShownCertificate shown)
    {
        var verdict = shown.Judge(authorities!.Current(), time.GetUtcNow());
        if (book.Now.IsRevoked(shown.Facts.Fingerprint) || verdict.Fingerprints.Any(book.Now.IsRevoked)) return (null, AccessRefusals.CertificateRevoked());
        if (verdict.WhyNot is { } why) return (null, AccessRefusals.CertificateRefused(why));
        if (shown.Facts.Name is not { } name || name.Length > CertificateLongestName || ReservedNames.Contains(name))
            return (null, AccessRefusals.CertificateRefused("The client certificate does not name its user: it needs one CN, other than local and anonymous."));
        var groups = shown.Facts.Groups;
        IEnumerable<string> methods = verdict.Grants ? shown.Facts.Methods : [];
        if (rules.TrustedUsers.Contains(name) || groups.Any(rules.TrustedGroups.Contains)) methods = methods.Append("*");
        return (new ClusterCaller { Name = name, Proof = CallerProof.Certificate, Groups = groups, Methods = [.. methods.Concat(book.Now.MethodsOf(name, groups)).Distinct(StringComparer.Ordinal)] }, null);
    }

    private const int CertificateLongestName = 128;

    private static Identity Local()
    {
        var local = new ClusterCaller { Name = ReservedNames.Local, Proof = CallerProof.Loopback, Methods = ["*"] };
        return new Identity(local, () => local);
    }
}

/// <summary>Whom the manager was told to trust.</summary>
/// <param name="TrustsLoopback">Whether whoever is on this host may do everything: without TLS, where nobody else is reached.</param>
/// <param name="TrustedUsers">Users who may do everything.</param>
/// <param name="TrustedGroups">Groups that may.</param>
internal sealed record IdentificationRules(bool TrustsLoopback, IReadOnlySet<string> TrustedUsers, IReadOnlySet<string> TrustedGroups);
