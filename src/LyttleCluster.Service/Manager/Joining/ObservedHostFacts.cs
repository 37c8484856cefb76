using System.Threading.Channels;
using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>Keeps what heartbeats tell with what was last seen of the node. Of each node only the newest facts wait to be written.</summary>
internal sealed class ObservedHostFacts : IHostFactsSink, IAsyncDisposable
{
    private readonly LocalParts _parts;
    private readonly ServiceLog _log;
    private readonly Channel<string> _changed = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (NginxApiHost Facts, DateTimeOffset At)> _newest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Task _writing;

    public ObservedHostFacts(LocalParts parts, ServiceLog log)
    {
        (_parts, _log) = (parts, log);
        _writing = WriteAsync();
    }

    public void Note(string node, NginxApiHost facts, DateTimeOffset at)
    {
        var isQueued = _newest.ContainsKey(node);
        _newest[node] = (facts, at);
        if (!isQueued) _changed.Writer.TryWrite(node);
    }

    public async ValueTask DisposeAsync()
    {
        _changed.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        await foreach (var node in _changed.Reader.ReadAllAsync())
        {
            try
            {
                if (!_newest.TryRemove(node, out var told)) continue;
                // Until it was looked at, there is no endpoint that the facts could belong to.
                if (await _parts.Observations.NodeAsync(node, CancellationToken.None) is not { NginxApi: not null } last) continue;
                var known = new NginxApiLook(last.NginxApi, told.Facts).AddTo(last);
                await _parts.Observations.SetNodeAsync(known with { ObservedAt = told.At }, CancellationToken.None);
            }
            catch (Exception failure)
            {
                _log.Warn($"Facts of a node's host were not kept: {failure.Message}", ("node", node));
            }
        }
    }
}
