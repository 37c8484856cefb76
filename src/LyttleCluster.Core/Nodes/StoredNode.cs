using LyttleCluster.Core.Docker;

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
}
