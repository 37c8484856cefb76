namespace LyttleCluster.TestPeers;

/// <summary>PEM files of one authority, one server and one client.</summary>
public sealed record TlsFiles(
    string CertificateAuthority,
    string ServerCertificate,
    string ServerKey,
    string ClientCertificate,
    string ClientKey);
