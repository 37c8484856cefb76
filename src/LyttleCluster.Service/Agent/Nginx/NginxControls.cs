using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Nginx.Releases;
using LyttleCluster.Service.Agent.Nginx.Reloading;

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

    /// <summary>Removes the agent's own file from nginx's configuration, the releases it names and the draft: its path, or null when there is none. nginx is not reloaded.</summary>
    public static async Task<string?> RemoveSnippetAsync(NginxSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var host = await OpenHostAsync(settings, time, cancellationToken);
        var view = new NginxView(host, time);
        view.Refresh(ConfigurationFiles.FromDump((await host.DumpAsync(OwnTest.Limit, null, cancellationToken)).Output));
        var store = ReleasePlace.Open(host, view.Layout, settings, new DurableSteps(null));
        if (view.Layout.SnippetFile is not { } file || await host.ReadTextAsync(file, cancellationToken) is not { } text || ReleaseSnippet.Parse(text) is null)
        {
            store.RemoveAll();
            return null;
        }

        // First what names the releases, then the releases.
        await host.WriteTextAsync(file, null, cancellationToken);
        store.RemoveAll();
        return file;
    }

    internal static async Task<INginxHost> OpenHostAsync(NginxSettings settings, TimeProvider time, CancellationToken cancellationToken) => settings.Container is { } container
        ? await ContainerNginx.OpenAsync(container, settings.ConfigurationFile, settings.Docker, time, cancellationToken)
        : await HostNginx.OpenAsync(settings.Executable ?? HostNginx.FindOnPath("nginx") ?? throw NginxErrors.NothingChosen(), settings.ConfigurationFile, time, cancellationToken);
}
