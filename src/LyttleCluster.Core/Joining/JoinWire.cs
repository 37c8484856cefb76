using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Joining;

/// <summary>The calls by which agents join, below the manager's address.</summary>
internal static class JoinPaths
{
    /// <summary>POST with the join token: announces.</summary>
    public const string Requests = "/join/requests";

    /// <summary>POST, signed: a certificate that lasts longer.</summary>
    public const string Renew = "/join/renew";

    /// <summary>POST, signed: the host's facts.</summary>
    public const string Heartbeat = "/join/heartbeat";

    /// <summary>GET, signed: what became of a request.</summary>
    public static string Request(string id) => $"{Requests}/{id}";
}

/// <summary>An agent says that it is there.</summary>
internal sealed record JoinAnnouncement
{
    /// <summary>The name that its node should get.</summary>
    public string? Name { get; init; }

    /// <summary>A certificate request (PKCS#10, PEM) signed with its key. Only the key in it counts.</summary>
    public string? Request { get; init; }

    /// <summary>Where its nginx_api will be.</summary>
    public string? NginxApi { get; init; }

    /// <summary>Its host's Docker endpoint, where it knows one that others can use.</summary>
    public string? Docker { get; init; }

    public string? Version { get; init; }

    public string? HostName { get; init; }

    public string? OperatingSystem { get; init; }
}

/// <summary>How far the manager is with a request.</summary>
internal sealed record JoinReply
{
    public required string Id { get; init; }

    public required JoinState State { get; init; }

    /// <summary>The node it is; null until it is approved.</summary>
    public string? Node { get; init; }

    /// <summary>Its certificate (PEM); null until it is approved.</summary>
    public string? Certificate { get; init; }

    /// <summary>The CAs (PEM) that the manager's own client certificate may be of.</summary>
    public string? Authorities { get; init; }
}

/// <summary>What the manager answers to a heartbeat.</summary>
/// <param name="Renew">Whether it is time for another certificate: the manager's clock decides.</param>
/// <param name="Trust">What <see cref="JoinReply.Authorities"/> would be, as its SHA-256: another one than the agent has means that it should renew.</param>
internal sealed record JoinPulse(bool Renew, string Trust);

/// <summary>An error of these calls (RFC 9457).</summary>
internal sealed record JoinProblem
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public int? Status { get; init; }

    public string? Detail { get; init; }

    public string? ErrorId { get; init; }

    public string? Category { get; init; }

    public string? Remedy { get; init; }

    /// <summary>The last count that was seen of this agent, with <c>JoinProofStale</c>.</summary>
    public long? LastCount { get; init; }
}

/// <summary>How the bodies of these calls are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, MaxDepth = 8)]
[JsonSerializable(typeof(JoinAnnouncement))]
[JsonSerializable(typeof(JoinReply))]
[JsonSerializable(typeof(JoinPulse))]
[JsonSerializable(typeof(JoinProblem))]
internal sealed partial class JoinJson : JsonSerializerContext;
