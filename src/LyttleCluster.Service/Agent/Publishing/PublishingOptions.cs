namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>What the operator allows to be published, and how it is rendered.</summary>
internal sealed record PublishingOptions
{
    /// <summary>Folders that roots may lie in (<c>--root</c>), as nginx names them; none: no root is allowed.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Folders that certificate files may lie in (<c>--certificates</c>), as nginx names them; none: no TLS.</summary>
    public IReadOnlyList<string> CertificateFolders { get; init; } = [];

    /// <summary>Arguments of listen for plain requests; none: port 80.</summary>
    public IReadOnlyList<string> HttpListen { get; init; } = [];

    /// <summary>Arguments of listen for TLS, without ssl; none: port 443.</summary>
    public IReadOnlyList<string> HttpsListen { get; init; } = [];

    /// <summary>How many releases are kept, 1 to 1000.</summary>
    public int KeepReleases { get; init; } = 20;
}
