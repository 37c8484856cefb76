using System.Collections.Concurrent;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>
/// Up to three engines for the whole run, each started when first asked for. Tests share them: make containers with unique names
/// (<see cref="Unique"/>) and remove them. A test that kills or pauses an engine starts one of its own.
/// </summary>
public sealed class EnginesFixture : IAsyncLifetime
{
    private const int Most = 3;
    private readonly ConcurrentDictionary<int, Lazy<Task<DockerEngine>>> _engines = new();

    /// <summary>A name that no other test uses.</summary>
    public static string Unique(string start) => $"{start}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Engine 0, 1 or 2, with a unix socket and mutual TLS, and <see cref="BusyboxImage.Reference"/> in it.</summary>
    public Task<DockerEngine> EngineAsync(int number = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Most);
        return _engines.GetOrAdd(number, _ => new(() => DockerEngine.StartAsync(new DockerEngineOptions { Tcp = EngineTcp.MutualTls }))).Value;
    }

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var engine in _engines.Values)
            await DisposeAsync(engine.Value);
    }

    private static async Task DisposeAsync(Task<DockerEngine> starting)
    {
        await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // one that failed to start said so to its test
        if (starting.IsCompletedSuccessfully)
            await (await starting).DisposeAsync();
    }
}
