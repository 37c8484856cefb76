using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.TestPeers;

/// <summary>What the server shows, and whose clients it lets in.</summary>
internal sealed record FaultTls(X509Certificate2 Certificate, X509Certificate2? ClientsOf)
{
    public SslServerAuthenticationOptions Options => new()
    {
        ServerCertificate = Certificate,
        ClientCertificateRequired = ClientsOf is not null,
        RemoteCertificateValidationCallback = (_, shown, _, _) => ClientsOf is null || IsOurs(shown),
    };

    private bool IsOurs(X509Certificate? shown)
    {
        if (shown is not X509Certificate2 client)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ClientsOf!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }
}
