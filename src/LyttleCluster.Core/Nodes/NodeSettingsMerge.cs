namespace LyttleCluster.Core.Nodes;

/// <summary>Settings after a change.</summary>
internal static class NodeSettingsMerge
{
    public static NodeSettings Merge(NodeSettings now, NodeSettings given, IReadOnlyCollection<string> clear)
    {
        return new NodeSettings
        {
            Docker = Pick(nameof(NodeSettings.Docker), now.Docker, given.Docker),
            DockerCertificatePath = Pick(nameof(NodeSettings.DockerCertificatePath), now.DockerCertificatePath, given.DockerCertificatePath),
            DockerKeyPath = Pick(nameof(NodeSettings.DockerKeyPath), now.DockerKeyPath, given.DockerKeyPath),
            DockerCACertificatePath = Pick(nameof(NodeSettings.DockerCACertificatePath), now.DockerCACertificatePath, given.DockerCACertificatePath),
            Address = Pick(nameof(NodeSettings.Address), now.Address, given.Address),
            PublishAddress = Pick(nameof(NodeSettings.PublishAddress), now.PublishAddress, given.PublishAddress),
            ProxyAddress = Pick(nameof(NodeSettings.ProxyAddress), now.ProxyAddress, given.ProxyAddress),
            PortRange = Pick(nameof(NodeSettings.PortRange), now.PortRange, given.PortRange),
            Location = Pick(nameof(NodeSettings.Location), now.Location, given.Location),
            Labels = Pick(nameof(NodeSettings.Labels), now.Labels, given.Labels),
            Owners = Pick(nameof(NodeSettings.Owners), now.Owners, given.Owners),
        };

        T? Pick<T>(string name, T? old, T? wanted)
            where T : class => clear.Contains(name) ? null : wanted ?? old;
    }
}
