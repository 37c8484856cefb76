using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>What a bearer token says, in the v2 API's claims; times in Unix seconds.</summary>
internal sealed record TokenClaims
{
    public required string Sub { get; init; }

    public required string Iss { get; init; }

    public required long Iat { get; init; }

    public required long Nbf { get; init; }

    public required long Exp { get; init; }

    public required string Jti { get; init; }

    public required string[] Roles { get; init; }

    public required string Scope { get; init; }

    [JsonPropertyName("actor_type")]
    public required string ActorType { get; init; }
}
