using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Transport;

/// <summary>TLS with one endpoint: its certificate checked against the given CA and its host name, ours shown to it.</summary>
internal sealed class EndpointTls(NetworkEndpoint endpoint, TimeProvider time)
{
    private static readonly TimeSpan PlainLimit = TimeSpan.FromSeconds(2);

    private readonly PemFiles _files = new(endpoint);

    /// <summary>What a handshake needs; reads the files.</summary>
    public SslClientAuthenticationOptions ClientOptions()
    {
        var client = _files.Client();
        var authorities = _files.Authorities();
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = endpoint.Host,
            // A private CA publishes no revocation lists.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (client is not null)
        {
            var intermediates = new X509Certificate2Collection(client.Skip(1).ToArray());
            options.ClientCertificateContext = SslStreamCertificateContext.Create(client[0], intermediates, offline: true);
        }

        if (authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTime = time.GetUtcNow().UtcDateTime,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }

    /// <summary>Speaks TLS on a connection.</summary>
    /// <param name="plain">The connection.</param>
    /// <param name="options">See <see cref="ClientOptions"/>.</param>
    /// <param name="openAsync">Opens another connection to the same place, to ask why the first one was ended without a word.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Stream> HandshakeAsync(
        Stream plain, SslClientAuthenticationOptions options, Func<CancellationToken, ValueTask<Stream>> openAsync, CancellationToken cancellationToken)
    {
        var watched = new FirstBytesStream(plain);
        var secure = new SslStream(watched);
        ClusterException? refused = null;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            refused = Judge(certificate as X509Certificate2, chain, errors);
            return refused is null;
        };
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            await secure.DisposeAsync();
            if (refused is null && watched.IsSilent && await SpeaksHttpAsync(openAsync, cancellationToken)) throw endpoint.Errors.TlsNotSpoken();
            throw refused ?? WhyNot(watched, failure);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is wrong with its certificate; null when nothing is.</summary>
    private ClusterException? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (endpoint.CertificateFingerprint is { } pinned && certificate is not null) return JudgePinned(certificate, pinned);
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is null) return endpoint.Errors.CertificateUntrusted("it showed none");
        var now = time.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
        {
            return endpoint.Errors.CertificateExpired(certificate.NotBefore, certificate.NotAfter);
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return endpoint.Errors.CertificateUntrusted(WhyUntrusted(chain));
        return endpoint.Errors.HostNameMismatch(NamesOf(certificate));
    }

    /// <summary>The pinned certificate is believed whatever it says of itself, as long as it has not ended.</summary>
    private ClusterException? JudgePinned(X509Certificate2 certificate, string pinned)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime()) return endpoint.Errors.CertificateExpired(certificate.NotBefore, certificate.NotAfter);
        var shown = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        return string.Equals(shown, pinned.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
            ? null
            : endpoint.Errors.CertificateUntrusted($"its fingerprint is {shown.ToLowerInvariant()}, not the one that was given");
    }

    private ClusterException WhyNot(FirstBytesStream watched, Exception failure) => watched switch
    {
        { IsNotTls: true } => endpoint.Errors.TlsNotSpoken(),
        { FirstAlert: not null } => endpoint.Errors.TlsFailed("the other side refused the handshake: no TLS version or cipher in common"),
        _ => ClientCertificateProblem(failure) ?? endpoint.Errors.TlsFailed("the other side ended the handshake"),
    };

    /// <summary>
    /// Whether plain HTTP is answered there. Most servers answer what is no HTTP with 400, but some just hang up on it, or their answer is lost when the
    /// connection is reset because of what they did not read; then the handshake alone cannot tell one that has no TLS from one whose TLS failed.
    /// </summary>
    private async Task<bool> SpeaksHttpAsync(Func<CancellationToken, ValueTask<Stream>> openAsync, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(PlainLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await using var stream = await openAsync(either.Token);
            await stream.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), either.Token);
            var begin = new byte[5];
            return await stream.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, either.Token) == begin.Length && begin.AsSpan().SequenceEqual("HTTP/"u8);
        }
        catch (Exception failure) when (failure is IOException or ClusterException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>
    /// The error of an alert by which the other side refused us: in TLS 1.2 it ends the handshake, in TLS 1.3 it comes with
    /// the first read after it. Null when the failure is no alert.
    /// </summary>
    public ClusterException? ClientCertificateProblem(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            // The platforms' TLS stacks name an alert only in their text (OpenSSL: "tlsv13 alert certificate required").
            if (!cause.Message.Contains("alert", StringComparison.OrdinalIgnoreCase)) continue;
            return ClientCertificateRefusal();
        }

        return null;
    }

    /// <summary>That the other side wants a client certificate, or another one than ours.</summary>
    public ClusterException ClientCertificateRefusal() =>
        endpoint.CertificatePath is null ? endpoint.Errors.ClientCertificateRequired() : endpoint.Errors.ClientCertificateRefused();

    private static string WhyUntrusted(X509Chain? chain)
    {
        var status = chain?.ChainStatus.Select(s => s.Status).FirstOrDefault(s => s != X509ChainStatusFlags.NoError) ?? X509ChainStatusFlags.NoError;
        return status switch
        {
            X509ChainStatusFlags.PartialChain => "it is signed by a CA that is not known here",
            X509ChainStatusFlags.UntrustedRoot => "it is signed by itself or by a CA that is not trusted here",
            X509ChainStatusFlags.NotTimeValid => "a CA certificate above it is not valid today",
            X509ChainStatusFlags.NotSignatureValid => "its signature does not match the CA of that name",
            X509ChainStatusFlags.NotValidForUsage => "it is not made for servers (extendedKeyUsage)",
            _ => status.ToString(),
        };
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(san => san.EnumerateDnsNames().Concat(san.EnumerateIPAddresses().Select(ip => ip.ToString())))
            .ToList();
        if (names.Count == 0) names.Add(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        return ErrorText.Printable(string.Join(", ", names));
    }
}
