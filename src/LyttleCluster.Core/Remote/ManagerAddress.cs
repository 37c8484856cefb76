using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Remote;

/// <summary>A manager as the transport knows it.</summary>
internal sealed record ManagerAddress : NetworkEndpoint
{
    public override bool UsesTls => Uri.Scheme == Uri.UriSchemeHttps;

    public override int Port => Uri.Port;

    /// <summary>One line of an answer at most: the output of a command in a container has 64 MB at most.</summary>
    public override int MaxAnswerBytes => 96 * 1024 * 1024;

    public override TransportErrors Errors => new ManagerTransportErrors(this);

    internal override string HttpBase => base.HttpBase + Uri.AbsolutePath.TrimEnd('/');

    /// <summary>The address of an endpoint.</summary>
    /// <exception cref="ClusterException">It cannot be one, or what is given with it does not fit together.</exception>
    public static ManagerAddress Of(ManagerEndpoint manager)
    {
        var address = new ManagerAddress
        {
            Node = "manager",
            Uri = manager.Uri,
            CertificatePath = manager.CertificatePath,
            KeyPath = manager.KeyPath,
            CACertificatePath = manager.CACertificatePath,
            CertificateFingerprint = FingerprintOf(manager),
        };
        if (!manager.Uri.IsAbsoluteUri || manager.Uri.Scheme is not ("http" or "https") || manager.Uri.UserInfo.Length > 0) throw ManagerErrors.AddressInvalid(manager.Uri);
        var usesToken = manager.Token is not null || manager.TokenFile is not null;
        var usesCertificates = (manager.CertificatePath ?? manager.KeyPath ?? manager.CACertificatePath ?? manager.CertificateFingerprint) is not null;
        if (!address.UsesTls && usesCertificates) throw ManagerErrors.CertificatesWithoutTls(address);
        if (!address.UsesTls && usesToken && !manager.Uri.IsLoopback) throw ManagerErrors.TokenUnprotected(address);
        return address;
    }

    private static string? FingerprintOf(ManagerEndpoint manager)
    {
        if (manager.CertificateFingerprint is not { } text) return null;
        var digits = text.Replace(":", "", StringComparison.Ordinal).Trim();
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit) ? digits : throw ManagerErrors.FingerprintInvalid(text);
    }
}
