namespace LyttleCluster.Core.Nodes;

/// <summary>Settings after a change.</summary>
internal static class NodeSettingsMerge
{
    private static readonly string[] OfDocker =
        [nameof(NodeSettings.DockerCertificatePath), nameof(NodeSettings.DockerKeyPath), nameof(NodeSettings.DockerCACertificatePath)];

    private static readonly string[] OfNginxApi =
    [
        nameof(NodeSettings.NginxApiKey), nameof(NodeSettings.NginxApiCertificatePath), nameof(NodeSettings.NginxApiKeyPath),
        nameof(NodeSettings.NginxApiCACertificatePath),
    ];

    public static NodeSettings Merge(NodeSettings now, NodeSettings given, IReadOnlyCollection<string> clear)
    {
        return new NodeSettings
        {
            Docker = Pick(nameof(NodeSettings.Docker), now.Docker, given.Docker),
            DockerCertificatePath = Pick(nameof(NodeSettings.DockerCertificatePath), now.DockerCertificatePath, given.DockerCertificatePath),
            DockerKeyPath = Pick(nameof(NodeSettings.DockerKeyPath), now.DockerKeyPath, given.DockerKeyPath),
            DockerCACertificatePath = Pick(nameof(NodeSettings.DockerCACertificatePath), now.DockerCACertificatePath, given.DockerCACertificatePath),
            NginxApi = Pick(nameof(NodeSettings.NginxApi), now.NginxApi, given.NginxApi),
            NginxApiKey = Pick(nameof(NodeSettings.NginxApiKey), now.NginxApiKey, given.NginxApiKey),
            NginxApiCertificatePath = Pick(nameof(NodeSettings.NginxApiCertificatePath), now.NginxApiCertificatePath, given.NginxApiCertificatePath),
            NginxApiKeyPath = Pick(nameof(NodeSettings.NginxApiKeyPath), now.NginxApiKeyPath, given.NginxApiKeyPath),
            NginxApiCACertificatePath = Pick(nameof(NodeSettings.NginxApiCACertificatePath), now.NginxApiCACertificatePath, given.NginxApiCACertificatePath),
            Address = Pick(nameof(NodeSettings.Address), now.Address, given.Address),
            PublishAddress = Pick(nameof(NodeSettings.PublishAddress), now.PublishAddress, given.PublishAddress),
            ProxyAddress = Pick(nameof(NodeSettings.ProxyAddress), now.ProxyAddress, given.ProxyAddress),
            PortRange = Pick(nameof(NodeSettings.PortRange), now.PortRange, given.PortRange),
            Location = Pick(nameof(NodeSettings.Location), now.Location, given.Location),
            Labels = Pick(nameof(NodeSettings.Labels), now.Labels, given.Labels),
            Owners = Pick(nameof(NodeSettings.Owners), now.Owners, given.Owners),
        };

        T? Pick<T>(string name, T? old, T? wanted)
            where T : class => clear.Contains(name) ? null : wanted ?? (GoesWithItsEndpoint(name, clear) ? null : old);
    }

    /// <summary>Whether a setting means nothing without an endpoint that is cleared: a key that no one uses is not kept.</summary>
    public static bool GoesWithItsEndpoint(string name, IReadOnlyCollection<string> clear) =>
        (OfDocker.Contains(name) && clear.Contains(nameof(NodeSettings.Docker)))
        || (OfNginxApi.Contains(name) && clear.Contains(nameof(NodeSettings.NginxApi)));
}
