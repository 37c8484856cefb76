using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Releases;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>The agent's own file in nginx's configuration, and the port it is about.</summary>
internal sealed class ReleaseFile(INginxHost host, AgentMemoryFile memory)
{
    /// <summary>What the file says now; null when there is none, or no place for one.</summary>
    public async Task<ReleaseSnippet?> ReadAsync(NginxLayout layout, CancellationToken cancellationToken) =>
        layout.SnippetFile is { } file && await host.ReadTextAsync(file, cancellationToken) is { } text ? ReleaseSnippet.Parse(text) : null;

    /// <summary>Writes a new release. Null when nginx includes no folder the agent can write to, or cannot have the listener.</summary>
    public async Task<ReleaseSnippet?> WriteAsync(NginxLayout layout, string release, CancellationToken cancellationToken)
    {
        if (!CanWrite(layout) || memory.Now.ListenerRefused is not null) return null;
        var snippet = new ReleaseSnippet(Port(layout), release);
        await host.WriteTextAsync(layout.SnippetFile!, snippet.Render(), cancellationToken);
        return snippet;
    }

    /// <summary>Puts back what stood there before a reload; null removes the file.</summary>
    public Task RestoreAsync(string? file, string? text, CancellationToken cancellationToken) =>
        file is null ? Task.CompletedTask : host.WriteTextAsync(file, text, cancellationToken);

    /// <summary>
    /// While nginx does not run, another program may have taken the port, and nginx could not start: the file then gets another one.
    /// </summary>
    public async Task HealAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        if (await ReadAsync(layout, cancellationToken) is not { } snippet || host.IsPortFree(snippet.Port) || !CanWrite(layout)) return;
        ForgetPort();
        await host.WriteTextAsync(layout.SnippetFile!, (snippet with { Port = Port(layout) }).Render(), cancellationToken);
    }

    /// <summary>Chooses another port the next time.</summary>
    public void ForgetPort() => memory.Change(now => now with { Port = null });

    /// <summary>Does without from now on.</summary>
    public void GiveUp(string why) => memory.Change(now => now with { Port = null, ListenerRefused = why });

    private bool CanWrite(NginxLayout layout) => layout.SnippetFile is { } file && host.CanWrite(file);

    private int Port(NginxLayout layout)
    {
        if (memory.Now.Port is { } known) return known;
        var port = ReleasePort.Choose(layout.Ports, host.IsPortFree, Random.Shared);
        memory.Change(now => now with { Port = port });
        return port;
    }
}
