using System.Threading.Channels;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>A log that is being followed, look by look: the clock moves only from one look to the next.</summary>
internal sealed class Following : IAsyncDisposable
{
    private readonly WaitClock _clock = new() { Hold = true };
    private readonly Channel<NginxApiLogItem> _items = Channel.CreateUnbounded<NginxApiLogItem>();
    private readonly CancellationTokenSource _stop = new();
    private readonly NginxApiClient _client;
    private Task _reading = Task.CompletedTask;

    private Following(ApiGeneration generation)
    {
        Server = NginxApiServer.Start(generation, new NginxApiServerOptions { Time = _clock });
        _client = Api.Client(Server, time: _clock);
    }

    public NginxApiServer Server { get; }

    /// <summary>Begins to follow; the first look happens with the first item that is asked for, so what is written before is in it.</summary>
    public static async Task<Following> StartAsync(ApiGeneration generation, NginxApiLogCall call)
    {
        var run = new Following(generation);
        await run._client.GetDialectAsync(Api.Silence, default);
        run._call = call;
        return run;
    }

    private NginxApiLogCall _call = new();

    /// <summary>The next so many lines; anything else in between fails.</summary>
    public async Task<List<string>> TakeAsync(int count)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            var item = await NextAsync();
            Assert.Equal(NginxApiLogItemKind.Entry, item.Kind);
            lines.Add(item.Entry!.Message);
        }

        return lines;
    }

    public async Task<NginxApiLogItem> NextAsync()
    {
        Begin();
        return await _items.Reader.ReadAsync();
    }

    /// <summary>Waits until a look is over and lets the next begin; gives how long the pause between them is.</summary>
    public async Task<TimeSpan> NextLookAsync()
    {
        Begin();
        var wait = await _clock.NextWaitAsync();
        wait.End();
        return wait.Length;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
        await Server.DisposeAsync();
        _stop.Dispose();
    }

    private void Begin()
    {
        if (_reading == Task.CompletedTask) _reading = ReadAsync();
    }

    private async Task ReadAsync()
    {
        await foreach (var item in _client.FollowLogAsync(_call, Api.Silence, _stop.Token)) _items.Writer.TryWrite(item);
    }
}
