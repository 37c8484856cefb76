namespace LyttleCluster.Core.Security.Certificates;

/// <summary>A certificate that was just made.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">Its private key; null where it was made for somebody else's.</param>
/// <param name="Facts">What stands in it.</param>
internal sealed record IssuedCertificate(string CertificatePem, string? KeyPem, CertificateFacts Facts);
