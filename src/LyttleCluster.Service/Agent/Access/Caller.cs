namespace LyttleCluster.Service.Agent.Access;

/// <summary>Who calls, and what they may.</summary>
/// <param name="Subject">Stable id of the credential, which is no secret: <c>api-key:1-90a9572375c6</c>.</param>
/// <param name="Method"><c>api-key</c>, <c>bearer-token</c> or <c>client-certificate</c>.</param>
/// <param name="Right">What they may.</param>
internal sealed record Caller(string Subject, string Method, Right Right)
{
    public const string ByApiKey = "api-key";
    public const string ByToken = "bearer-token";
    public const string ByCertificate = "client-certificate";

    /// <summary>The number and first digits of the key's hash, where a key was shown.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The id of the token, where one was shown.</summary>
    public string? TokenId { get; init; }

    /// <summary>When the token was made.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When the token ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
