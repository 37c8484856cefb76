using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LyttleCluster.Service.Agent.Http;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>
/// Makes and checks tokens (RFC 7519, HS256). They are signed with a key that lives only in this process: a restart ends them all,
/// and callers exchange their API key again.
/// </summary>
internal sealed class BearerTokens(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(900);
    public const string Issuer = "lyttle-cluster-agent";

    private const int SecretBytes = 32;

    // Only this header is ever accepted, so no other algorithm ("none") can be talked into.
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>A token that stands for this caller.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Issue(Caller caller)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new TokenClaims
        {
            Sub = caller.Subject,
            Iss = Issuer,
            Iat = now,
            Nbf = now,
            Exp = now + (long)Lifetime.TotalSeconds,
            Jti = Guid.NewGuid().ToString(),
            Roles = [caller.Right.NameOf()],
            Scope = caller.Right.Scope(),
            ActorType = "admin",
        };
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, AgentJson.Default.TokenClaims))}";
        return ($"{signed}.{Base64Url.EncodeToString(Sign(signed))}", DateTimeOffset.FromUnixTimeSeconds(claims.Exp));
    }

    /// <summary>Who the token stands for, or why it does not count.</summary>
    public (Caller? Caller, string? Why) Check(string token)
    {
        var parts = token.Split('.');
        if (parts is not [var header, var body, var signature] || header != Header || !Base64Url.IsValid(body) || !Base64Url.IsValid(signature)) return (null, "Malformed bearer token");
        if (!CryptographicOperations.FixedTimeEquals(Sign($"{header}.{body}"), Base64Url.DecodeFromChars(signature))) return (null, "Invalid bearer token signature");
        // What we signed we wrote: it can be read.
        var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(body), AgentJson.Default.TokenClaims)!;
        if (time.GetUtcNow().ToUnixTimeSeconds() >= claims.Exp) return (null, "Bearer token has expired");
        return (new Caller(claims.Sub, Caller.ByToken, Rights.Parse(claims.Roles[0])!.Value)
        {
            TokenId = claims.Jti,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(claims.Iat),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Exp),
        }, null);
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text));
}
