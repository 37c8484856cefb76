using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LyttleCluster.Service.Agent.Tls;

/// <summary>TLS of the agent's port: its certificate, and the caller's where a CA for callers is named.</summary>
internal sealed class AgentTls(ServerCertificate certificate, CallerTrust callers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public void Use(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        HandshakeTimeout = Patience,
        OnConnection = context => ValueTask.FromResult(OptionsFor(context)),
    });

    private SslServerAuthenticationOptions OptionsFor(TlsHandshakeCallbackContext context) => new()
    {
        ServerCertificateContext = certificate.Current(),
        ClientCertificateRequired = callers.IsAsked,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, shown, chain, _) => Take(context, shown, chain),
    };

    /// <summary>Takes any certificate of a caller, or none: what it is worth is noted here and decided with each call.</summary>
    private bool Take(TlsHandshakeCallbackContext context, X509Certificate? shown, X509Chain? chain)
    {
        if (callers.IsAsked && shown is X509Certificate2 client) callers.Note(context.Connection, client, chain);
        return true;
    }
}
