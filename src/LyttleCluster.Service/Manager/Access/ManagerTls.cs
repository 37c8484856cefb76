using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Hosting;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// TLS of the manager's port: 1.2 or newer, its own certificate, and the caller's where they have one. The handshake takes any: it proves only that the
/// caller has the key; what the certificate is worth is decided with each call, so that a refusal can be words.
/// </summary>
internal sealed class ManagerTls(ServerCertificate certificate)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly object Key = new();

    public void Use(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        HandshakeTimeout = Patience,
        OnConnection = context => ValueTask.FromResult(OptionsFor(context)),
    });

    /// <summary>The certificate that was shown on this connection; null: none.</summary>
    public static ShownCertificate? Shown(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out var shown) == true ? (ShownCertificate?)shown : null;

    private SslServerAuthenticationOptions OptionsFor(TlsHandshakeCallbackContext context) => new()
    {
        ServerCertificateContext = certificate.Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        // What came with the certificate is not sent again on a resumed connection.
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, shown, chain, _) => Take(context, shown, chain),
    };

    private static bool Take(TlsHandshakeCallbackContext context, X509Certificate? shown, X509Chain? chain)
    {
        if (shown is X509Certificate2 client) context.Connection.Items[Key] = new ShownCertificate(client, chain?.ChainPolicy.ExtraStore ?? []);
        return true;
    }
}
