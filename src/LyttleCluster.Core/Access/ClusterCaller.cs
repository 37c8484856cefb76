namespace LyttleCluster.Core.Access;

/// <summary>Who calls a manager, and how they proved it.</summary>
internal sealed record ClusterCaller
{
    /// <summary>The user: the CN of a certificate, a token's name, <c>local</c> on loopback without TLS, or <c>anonymous</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How they proved it.</summary>
    public required CallerProof Proof { get; init; }

    /// <summary>Their groups, as the certificate names them.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>What they may, as <c>Service.Method</c> with shell globs, from everything that grants to them.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Nobody known.</summary>
    public static ClusterCaller Anonymous { get; } = new() { Name = "anonymous", Proof = CallerProof.None };
}

/// <summary>How a caller proved who they are.</summary>
internal enum CallerProof
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>They are on this host, and the manager listens there alone, without TLS.</summary>
    Loopback,

    /// <summary>A client certificate.</summary>
    Certificate,

    /// <summary>A token, or the session in a browser that was opened with one.</summary>
    Token,
}
