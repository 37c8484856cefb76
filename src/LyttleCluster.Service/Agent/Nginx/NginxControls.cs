using LyttleCluster.Service.Agent.Nginx.Hosts;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Makes the control of the nginx that the settings name.</summary>
internal static class NginxControls
{
    /// <summary>Opens it. Settings that name no usable nginx are a <see cref="ClusterException"/>; one that does not run is not.</summary>
    public static async Task<INginxControl> OpenAsync(NginxSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var host = await OpenHostAsync(settings, time, cancellationToken);
        try
        {
            return await NginxControl.OpenAsync(host, settings, time, cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    internal static async Task<INginxHost> OpenHostAsync(NginxSettings settings, TimeProvider time, CancellationToken cancellationToken) => settings.Container is { } container
        ? await ContainerNginx.OpenAsync(container, settings.ConfigurationFile, settings.Docker, time, cancellationToken)
        : await HostNginx.OpenAsync(settings.Executable ?? HostNginx.FindOnPath("nginx") ?? throw NginxErrors.NothingChosen(), settings.ConfigurationFile, time, cancellationToken);
}
