using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Releases;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>The agent's own file in nginx's configuration, and the port it is about.</summary>
internal sealed class ReleaseFile(INginxHost host, AgentMemoryFile memory, TimeProvider time)
{
    /// <summary>nginx has its ports a moment before it can be known as nginx: only a port that stays taken is another program's.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(1);

    private const long NotTaken = -1;

    // A timestamp; whoever asks for the state may end it while another looks at the port.
    private long _takenSince = NotTaken;

    /// <summary>What the file says now; null when there is none, or no place for one.</summary>
    public async Task<ReleaseSnippet?> ReadAsync(NginxLayout layout, CancellationToken cancellationToken) =>
        layout.SnippetFile is { } file && await host.ReadTextAsync(file, cancellationToken) is { } text ? ReleaseSnippet.Parse(text) : null;

    /// <summary>What the file is to say; null when it is not to be there: there is nothing to include, and nginx cannot have the listener.</summary>
    /// <param name="layout">Where it lies.</param>
    /// <param name="release">What is to be answered.</param>
    /// <param name="folder">The folder of the configuration release, as nginx names it; null when there is none.</param>
    public ReleaseSnippet? Make(NginxLayout layout, string release, string? folder) => memory.Now.ListenerRefused is null
        ? new ReleaseSnippet(Port(layout), release) { Folder = folder }
        : folder is null ? null : new ReleaseSnippet(null, null) { Folder = folder };

    /// <summary>Writes the file as a whole; null removes it.</summary>
    public Task WriteAsync(string file, string? text, CancellationToken cancellationToken) => host.WriteTextAsync(file, text, cancellationToken);

    /// <summary>Whether nginx includes a folder that the agent can write to.</summary>
    public bool CanWrite(NginxLayout layout) => layout.SnippetFile is { } file && host.CanWrite(file);

    /// <summary>
    /// While nginx does not run, another program may have taken the port, and nginx could not start: the file then gets another one.
    /// </summary>
    public async Task HealAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        if (await ReadAsync(layout, cancellationToken) is not { Port: { } port } snippet || host.IsPortFree(port) || !CanWrite(layout))
        {
            IsServed();
            return;
        }

        var now = time.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _takenSince, now, NotTaken);
        if (since == NotTaken || time.GetElapsedTime(since, now) < Starting) return;
        IsServed();
        ForgetPort();
        await host.WriteTextAsync(layout.SnippetFile!, (snippet with { Port = Port(layout) }).Render(), cancellationToken);
    }

    /// <summary>nginx has the port, or nobody: what was seen of another program is over.</summary>
    public void IsServed() => Interlocked.Exchange(ref _takenSince, NotTaken);

    /// <summary>Chooses another port the next time.</summary>
    public void ForgetPort() => memory.Change(now => now with { Port = null });

    /// <summary>Does without from now on.</summary>
    public void GiveUp(string why) => memory.Change(now => now with { Port = null, ListenerRefused = why });

    private int Port(NginxLayout layout)
    {
        if (memory.Now.Port is { } known) return known;
        var port = ReleasePort.Choose(layout.Ports, host.IsPortFree, Random.Shared);
        memory.Change(now => now with { Port = port });
        return port;
    }
}
