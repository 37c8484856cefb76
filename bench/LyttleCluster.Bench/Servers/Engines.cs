using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>The real engines of one run, started when the first number needs them.</summary>
internal sealed class Engines : IAsyncDisposable
{
    private RealEngines? _running;

    /// <summary>Why there are none.</summary>
    public static string WhyNot => DockerEngine.WhyNot ?? "";

    /// <summary>The engines; null where none can run.</summary>
    public async Task<RealEngines?> StartAsync() => DockerEngine.WhyNot is null ? _running ??= await RealEngines.StartAsync() : null;

    public ValueTask DisposeAsync() => _running?.DisposeAsync() ?? ValueTask.CompletedTask;
}
