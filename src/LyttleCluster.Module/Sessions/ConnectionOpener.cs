using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Opens what a connection leads to.</summary>
internal static class ConnectionOpener
{
    public static Task<ICluster> OpenAsync(ClusterConnection connection, CancellationToken cancellationToken) => connection.Kind == ConnectionKind.Manager
        ? ClusterFactory.OpenManagerAsync(EndpointOf(connection), cancellationToken)
        : ClusterFactory.OpenFileAsync(connection.Path, connection.Forced, cancellationToken);

    private static ManagerEndpoint EndpointOf(ClusterConnection connection) => new()
    {
        Uri = connection.Uri!,
        CertificatePath = connection.CertificatePath,
        KeyPath = connection.KeyPath,
        CACertificatePath = connection.CACertificatePath,
        CertificateFingerprint = connection.CertificateFingerprint,
        TokenFile = connection.TokenFile,
        Token = connection.TokenId is { } id ? KeptTokens.Find(id) : null,
    };
}
