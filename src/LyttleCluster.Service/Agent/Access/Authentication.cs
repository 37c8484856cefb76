using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>
/// Finds out who calls. In order: <c>Authorization: Bearer</c>, <c>X-API-Key</c>, <c>Authorization: ApiKey</c>, the client certificate.
/// The first that is there decides: a bad one is not made good by another.
/// </summary>
internal sealed class Authentication(ApiKeys keys, BearerTokens tokens, CallerTrust certificates)
{
    private const string Bearer = "Bearer ";
    private const string Key = "ApiKey ";

    /// <summary>What a caller may prove themselves with, for <c>WWW-Authenticate</c>.</summary>
    public const string Challenge = "ApiKey realm=\"lyttle-cluster-agent\", Bearer realm=\"lyttle-cluster-agent\"";

    /// <summary>Whether anybody at all can prove themselves.</summary>
    public bool IsPossible => keys.Count > 0 || certificates.IsAsked;

    /// <summary>How many keys there are.</summary>
    public int KeyCount => keys.Count;

    /// <summary>Whether client certificates are asked for.</summary>
    public bool TakesCertificates => certificates.IsAsked;

    /// <summary>The caller, or the refusal.</summary>
    public (Caller? Caller, Refusal? Refusal) Find(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return ByToken(authorization[Bearer.Length..].Trim());
        if (context.Request.Headers["X-API-Key"].ToString() is { Length: > 0 } key) return ByKey(key);
        if (authorization.StartsWith(Key, StringComparison.OrdinalIgnoreCase)) return ByKey(authorization[Key.Length..].Trim());
        if (certificates.IsAsked && context.Connection.ClientCertificate is { } certificate) return ByCertificate(certificates, context, certificate);
        return (null, Refusal.Unauthenticated(IsPossible
            ? "Authentication credentials are required"
            : "Authentication credentials are required, and this agent knows none: start it with --api-key-file"));
    }

    private (Caller?, Refusal?) ByToken(string token)
    {
        var (caller, why) = tokens.Check(token);
        return (caller, why is null ? null : Refusal.Unauthenticated(why));
    }

    private (Caller?, Refusal?) ByKey(string shown) => keys.Find(shown) is { } key
        ? (new Caller("api-key:" + key.Id, Caller.ByApiKey, key.Right) { ApiKeyId = key.Id }, null)
        : (null, Refusal.Unauthenticated("Invalid API key"));

    private static (Caller?, Refusal?) ByCertificate(CallerTrust certificates, HttpContext context, X509Certificate2 certificate)
    {
        if (certificates.WhyNot(context, certificate) is { } why) return (null, Refusal.Unauthenticated(why));
        var id = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)[..12].ToLowerInvariant();
        return (new Caller($"certificate:{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}-{id}", Caller.ByCertificate, Right.PlatformAdmin), null);
    }
}
