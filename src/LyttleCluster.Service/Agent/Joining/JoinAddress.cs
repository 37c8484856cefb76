using LyttleCluster.Core.Transport;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>Where the manager is that an agent joins.</summary>
internal sealed record JoinAddress : NetworkEndpoint
{
    public override bool UsesTls => Uri.Scheme == Uri.UriSchemeHttps;

    public override int Port => Uri.Port;

    /// <summary>Two lists of certificates and some words.</summary>
    public override int MaxAnswerBytes => 256 * 1024;

    public override TransportErrors Errors => new JoinTransportErrors(this);

    internal override string HttpBase => base.HttpBase + Uri.AbsolutePath.TrimEnd('/');

    public static JoinAddress Of(JoinOptions options) => new()
    {
        Node = "manager",
        Uri = options.Manager,
        CACertificatePath = options.AuthorityFile,
        CertificateFingerprint = options.Fingerprint,
    };
}
