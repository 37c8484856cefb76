using LyttleCluster.Core.Docker;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nodes;

/// <summary>A node's document with the revision it was read at.</summary>
internal sealed record StoredNode(NodeDocument Document, long Revision)
{
    public string Name => Document.Name;

    public DockerEndpoint? DockerEndpoint => Document.Settings.Docker is not { } uri
        ? null
        : new DockerEndpoint
        {
            Node = Name,
            Uri = uri,
            CertificatePath = Document.Settings.DockerCertificatePath,
            KeyPath = Document.Settings.DockerKeyPath,
            CACertificatePath = Document.Settings.DockerCACertificatePath,
        };

    /// <summary>Where its nginx_api is, without the key: <see cref="NodeConnections"/> adds it.</summary>
    public NginxApiEndpoint? NginxApiEndpoint => Document.Settings.NginxApi is not { } uri
        ? null
        : new NginxApiEndpoint
        {
            Node = Name,
            Uri = uri,
            CertificatePath = Document.Settings.NginxApiCertificatePath,
            KeyPath = Document.Settings.NginxApiKeyPath,
            CACertificatePath = Document.Settings.NginxApiCACertificatePath,
        };
}
