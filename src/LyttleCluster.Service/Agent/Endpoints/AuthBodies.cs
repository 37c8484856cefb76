using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Who is calling.</summary>
internal sealed record IdentityBody
{
    public required string Id { get; init; }

    public required string Subject { get; init; }

    public required string ActorType { get; init; }

    public required string AuthMethod { get; init; }

    public required string DisplayName { get; init; }

    public required string[] Roles { get; init; }

    public required string[] Scopes { get; init; }

    public required string[] Audience { get; init; }

    public required string Issuer { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApiKeyId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? IssuedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>GET /auth/status and /auth/me.</summary>
internal sealed record AuthStatusBody(
    bool Authenticated,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message,
    IdentityBody Identity);

/// <summary>POST /auth/token.</summary>
internal sealed record TokenBody(string TokenType, string AccessToken, int ExpiresInSeconds, DateTimeOffset ExpiresAt, ActorBody Actor);

/// <summary>Whom a token stands for.</summary>
internal sealed record ActorBody(string Subject, string ActorType, string[] Roles, string[] Scopes);

/// <summary>GET /auth/info.</summary>
internal sealed record AuthInfoBody
{
    public required bool AuthEnabled { get; init; }

    public required IReadOnlyList<string> Methods { get; init; }

    public required bool ApiKeyConfigured { get; init; }

    public required int ApiKeyCount { get; init; }

    public required bool BearerTokenVerificationConfigured { get; init; }

    public required bool TokenExchangeEnabled { get; init; }

    public required bool ClientCertificatesTaken { get; init; }

    public required string Issuer { get; init; }

    public required string Audience { get; init; }

    public required string[] SupportedBearerAlgorithms { get; init; }

    public required IReadOnlyList<string> SupportedRoles { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> RoleHierarchy { get; init; }
}
