using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// Watches one nginx_api, one look after the other. LyttleNGINX counts calls (100 in 15 minutes), so there everything is asked for once a minute, and
/// nothing between; an agent gives a sign of life besides.
/// </summary>
internal sealed class NginxApiWatch : IAsyncDisposable
{
    private readonly NginxApiClient _client;
    private readonly INodeSight _node;
    private readonly WatchPace _pace;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly NextLook<bool> _callers = new();
    private readonly Task _looks;

    private NginxApiLook? _last;
    private bool _countsCalls = true;
    private IReadOnlyList<NginxApiCertificate> _certificates = [];
    private long? _certificatesAt;
    private long _asked;
    private long _looked;
    private int _failures;
    private long _failing;
    private TimeSpan _pause;

    public NginxApiWatch(NginxApiClient client, INodeSight node, WatchTools tools)
    {
        (_client, _node, _pace, _time) = (client, node, tools.Pace, tools.Time);
        _alarm = new Alarm(_time);
        _looks = Task.Run(() => RunAsync(tools.FirstLooks));
    }

    /// <summary>Completes after a look that begins from now on, however it ends.</summary>
    public Task LookAsync()
    {
        var next = _callers.Join();
        _alarm.Ring();
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _callers.End();
        _alarm.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(FirstLooks first)
    {
        await first.TakeTurnAsync(LookNowAsync, _stop.Token);
        while (true)
        {
            await _alarm.WaitAsync(Due(), _stop.Token);
            if (Due() <= TimeSpan.Zero) await LookNowAsync();
        }
    }

    private TimeSpan Due()
    {
        if (_callers.IsWanted) return TimeSpan.Zero;
        if (_failures > 0) return _pause - _time.GetElapsedTime(_asked);
        return (_countsCalls ? _pace.Facts : _pace.List) - _time.GetElapsedTime(_asked);
    }

    private async Task LookNowAsync()
    {
        var started = _asked = _time.GetTimestamp();
        var callers = _callers.Begin();
        try
        {
            var isWhole = callers is not null || _last is null || _failures > 0 || _time.GetElapsedTime(_looked) >= _pace.Facts;
            await (isWhole ? LookAtAllAsync(started) : HearAsync(started));
            _failures = 0;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            callers?.TrySetCanceled();
            throw;
        }
        catch (Exception unexpected)
        {
            Failed(Unexpected.Wrap(unexpected, _client.Endpoint.Node), started);
        }

        callers?.TrySetResult(true);
    }

    private void Failed(ClusterException failure, long started)
    {
        _asked = _time.GetTimestamp();
        if (_failures++ == 0) _failing = _asked;
        var connection = EndpointFailure.ConnectionOf(failure);
        // Where calls are counted, what answers is asked as seldom as ever, and one that says to wait is waited for.
        var pause = _countsCalls && connection is not (EndpointConnection.Unreachable or EndpointConnection.Refused)
            ? _pace.Facts
            : _pace.AfterFailure(connection, _failures, _time.GetElapsedTime(_failing), isCostly: false);
        _pause = NginxApiErrors.RetryAfter(failure) is { } wait && wait > pause ? wait : pause;
        _last = null;
        _node.NginxApiFailed(failure, _time.GetElapsedTime(started));
    }

    private async Task LookAtAllAsync(long started)
    {
        _looked = started;
        var probe = await _client.ProbeAsync(_pace.Silence, _stop.Token);
        _countsCalls = probe.Dialect.CountsCalls;
        _last = await NodeProbe.LookAtAsync(_client, probe, _pace.Silence, _time, _stop.Token);
        if (_certificatesAt is not { } listed || _time.GetElapsedTime(listed) >= _pace.Certificates) await ListCertificatesAsync(probe);
        var status = probe.ToStatus(_client.Endpoint.Node, _certificates, _time.GetUtcNow());
        _node.NginxApiSeen(new NginxApiSight(_last, status, probe.ClockSkew, _time.GetElapsedTime(started)));
    }

    private async Task ListCertificatesAsync(NginxApiProbe probe)
    {
        _certificatesAt = _time.GetTimestamp();
        try
        {
            if (probe.Dialect.Can(NginxApiCapabilities.Certificates)) _certificates = await _client.ListCertificatesAsync(_pace.Silence, _stop.Token);
        }
        catch (ClusterException)
        {
            // Not to be told of them (a role, a limit) says nothing of the nginx; those known stay, and they are asked for again later.
        }
    }

    /// <summary>Only a sign of life: what it told before still counts, unless it looks another way.</summary>
    private async Task HearAsync(long started)
    {
        var probe = await _client.HearAsync(_pace.Silence, _stop.Token);
        if (probe.Health != EndpointHealth.Healthy || probe.Dialect.Version != _last!.Endpoint.Version)
        {
            await LookAtAllAsync(started);
            return;
        }

        _last = _last with { Endpoint = _last.Endpoint with { ObservedAt = _time.GetUtcNow(), Latency = probe.Latency } };
        _node.NginxApiSeen(new NginxApiSight(_last, null, null, probe.Latency));
    }
}
