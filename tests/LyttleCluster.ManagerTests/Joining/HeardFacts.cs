using System.Collections.Concurrent;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>Keeps the facts that heartbeats told.</summary>
internal sealed class HeardFacts : IHostFactsSink
{
    private readonly ConcurrentQueue<TaskCompletionSource> _waiting = new();

    public ConcurrentQueue<(string Node, NginxApiHost Facts, DateTimeOffset At)> All { get; } = new();

    public void Note(string node, NginxApiHost facts, DateTimeOffset at)
    {
        All.Enqueue((node, facts, at));
        while (_waiting.TryDequeue(out var waiting)) waiting.TrySetResult();
    }

    /// <summary>The next one to come.</summary>
    public async Task<NginxApiHost> NextAsync()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(next);
        await next.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return All.Last().Facts;
    }
}
