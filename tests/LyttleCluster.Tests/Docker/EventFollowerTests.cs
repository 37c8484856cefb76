using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Docker;

/// <summary>Events across broken connections and restarts: nothing twice, nothing lost unsaid.</summary>
[Collection(EnginesCollection.Name)]
public sealed class EventFollowerTests(EnginesFixture engines)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    [EngineFact]
    public async Task A_broken_connection_loses_nothing_and_repeats_nothing()
    {
        var engine = await engines.EngineAsync();
        await using var relay = new Relay(engine.SocketPath);
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = relay.Uri }, TimeProvider.System);
        await using var follow = new Following(client);
        var volumes = new[] { EnginesFixture.Unique("v"), EnginesFixture.Unique("v"), EnginesFixture.Unique("v") };

        await relay.WaitForConnectionAsync();
        await engine.DockerAsync("volume", "create", volumes[0]);
        await follow.UntilAsync(item => item.Event?.Actor?.ID == volumes[0]);
        relay.Close();
        await follow.UntilAsync(item => item.Kind == DockerEventItemKind.Disconnected);
        await engine.DockerAsync("volume", "create", volumes[1]);
        relay.Open();
        await follow.UntilAsync(item => item.Event?.Actor?.ID == volumes[1]);
        await engine.DockerAsync("volume", "create", volumes[2]);
        await follow.UntilAsync(item => item.Event?.Actor?.ID == volumes[2]);

        var kinds = follow.Items.Where(item => item.Event is null).Select(item => item.Kind).Distinct();
        Assert.Equal([DockerEventItemKind.Disconnected, DockerEventItemKind.Reconnected], kinds);
        Assert.Equal(volumes, follow.Items.Select(item => item.Event?.Actor?.ID).Where(id => volumes.Contains(id)));
        await engine.DockerAsync(["volume", "rm", .. volumes]);
    }

    [EngineFact]
    public async Task More_than_the_engine_remembers_is_a_gap()
    {
        var engine = await engines.EngineAsync();
        await using var relay = new Relay(engine.SocketPath);
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = relay.Uri }, TimeProvider.System);
        await using var follow = new Following(client);
        var volume = EnginesFixture.Unique("v");

        await relay.WaitForConnectionAsync();
        await engine.DockerAsync("volume", "create", volume);
        await follow.UntilAsync(item => item.Event?.Actor?.ID == volume);
        relay.Close();
        await follow.UntilAsync(item => item.Kind == DockerEventItemKind.Disconnected);
        var many = Enumerable.Range(0, 260).Select(i => $"{volume}-{i}").ToArray();
        foreach (var name in many)
        {
            using var answer = await engine.Http.PostAsync("/volumes/create", new StringContent($$"""{"Name":"{{name}}"}""", Encoding.UTF8, "application/json"));
            answer.EnsureSuccessStatusCode();
        }

        relay.Open();
        await follow.UntilAsync(item => item.Event?.Actor?.ID == many[^1]);
        // Disconnected may be told twice: the connection broke, then nobody listened.
        Assert.Equal(
            [DockerEventItemKind.Disconnected, DockerEventItemKind.Reconnected, DockerEventItemKind.Gap],
            follow.Items.Where(item => item.Event is null).Select(item => item.Kind).Distinct());
        Assert.Single(follow.Items, item => item.Kind == DockerEventItemKind.Gap);
        await engine.DockerAsync(["volume", "rm", volume, .. many]);
    }

    [EngineFact]
    public async Task A_restart_of_the_engine_is_a_gap()
    {
        await using var engine = await DockerEngine.StartAsync(new DockerEngineOptions { Bridge = false, ImportImage = false });
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = engine.UnixUri }, TimeProvider.System);
        await using var follow = new Following(client);
        await follow.UntilConnectedAsync(engine, "first");
        await engine.KillAsync();
        var away = await follow.UntilAsync(item => item.Kind == DockerEventItemKind.Disconnected);
        Assert.Contains(away.Failure!.ErrorId, new[] { "DockerAnswerCut", "DockerStreamEnded", "DockerConnectionLost" });
        await engine.RestartAsync();
        await follow.UntilAsync(item => item.Kind == DockerEventItemKind.Gap);
        await engine.DockerAsync("volume", "create", "second");
        await follow.UntilAsync(item => item.Event?.Actor?.ID == "second");

        Assert.Single(follow.Items, item => item.Kind == DockerEventItemKind.Reconnected);
        Assert.Single(follow.Items, item => item.Event?.Actor?.ID == "first");
    }

    [Fact]
    public async Task An_engine_that_is_away_is_told_once_for_each_reason_and_tried_less_and_less_often()
    {
        var clock = new ManualTimeProvider();
        await using var server = FaultServer.StartTcp().On("/info", Faults.InTurn(Faults.Status(500, "one"), Faults.Status(500, "two"), Faults.Status(403, "three")));
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = server.Uri }, clock);
        await using var follow = new Following(client, silence: TimeSpan.FromDays(1));
        var tries = new List<DateTimeOffset>();
        for (var number = 1; number <= 5; number++)
        {
            var next = server.WaitForRequestAsync("/info", number);
            while (!next.IsCompleted)
            {
                // The timers are the pause's and, while a request is under way, its silence's, which is far off.
                await Task.WhenAny(next, clock.WaitForTimersAsync(1));
                if (!next.IsCompleted) clock.Advance(TimeSpan.FromMilliseconds(10));
            }

            tries.Add(clock.GetUtcNow());
        }

        double[] pauses = [0.25, 0.5, 1, 2];
        Assert.All(pauses, (pause, i) => Assert.True((tries[i + 1] - tries[i]).TotalSeconds >= pause - 0.02));
        await follow.UntilAsync(item => item.Failure?.ErrorId == "DockerForbidden");
        Assert.Equal(["DockerEngineFailed", "DockerForbidden"], follow.Items.Select(item => item.Failure?.ErrorId));
    }

    [Fact]
    public async Task Events_out_of_order_and_repeated_are_each_told_once()
    {
        static string Event(long nano, string id) => $$"""{"Type":"volume","Action":"create","Actor":{"ID":"{{id}}"},"timeNano":{{nano}}}""" + "\n";
        const long now = 1_795_243_506_000_000_000;
        await using var server = FaultServer.StartTcp()
            .On("/info", Faults.Answer(200, """{"SystemTime":"2026-11-21T06:00:00.000000001Z"}"""))
            .On("/events", Faults.InTurn(
                Faults.StreamThenEnd(Encoding.UTF8.GetBytes(Event(now + 5, "a") + Event(now + 3, "b") + Event(now + 5, "c"))),
                Faults.StreamThenHang(Encoding.UTF8.GetBytes(Event(now + 5, "a") + Event(now + 3, "b") + Event(now + 4, "late") + Event(now + 5, "c") + Event(now + 6, "d"))),
                Faults.StreamThenEnd(Encoding.UTF8.GetBytes(Event(now + 5, "a") + Event(now + 5, "c")))));
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = server.Uri }, TimeProvider.System);
        await using var follow = new Following(client);
        await follow.UntilAsync(item => item.Event?.Actor?.ID == "d");
        Assert.Equal(["a", "b", "c", "late", "d"], follow.Items.Where(item => item.Event is not null).Select(item => item.Event!.Actor!.ID));
        Assert.DoesNotContain(follow.Items, item => item.Kind == DockerEventItemKind.Gap);
        Assert.EndsWith("/events?since=1795240800.000000000", server.Requests.First(request => request.Path == "/events").Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_closes_the_stream()
    {
        await using var server = FaultServer.StartTcp()
            .On("/info", Faults.Answer(200, """{"SystemTime":"2026-11-21T06:00:00Z"}"""))
            .On("/events", Faults.StreamThenHang(default));
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = server.Uri }, TimeProvider.System);
        await using (var follow = new Following(client)) await server.WaitForRequestAsync("/events");
        await server.WaitForClosedAsync("/events");
    }

    /// <summary>Follows in the background and lets a test wait for what it wants to see.</summary>
    private sealed class Following : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Lock _gate = new();
        private readonly List<DockerEventItem> _items = [];
        private readonly Task _reading;
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waitedFor;

        public Following(DockerClient client, TimeSpan? silence = null) => _reading = ReadAsync(client, silence ?? Silence);

        public IReadOnlyList<DockerEventItem> Items
        {
            get
            {
                lock (_gate) return [.. _items];
            }
        }

        /// <summary>The next item that is as wanted; those before it were seen.</summary>
        public async Task<DockerEventItem> UntilAsync(Predicate<DockerEventItem> wanted)
        {
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    while (_waitedFor < _items.Count)
                    {
                        var item = _items[_waitedFor++];
                        if (wanted(item)) return item;
                    }

                    changed = _changed.Task;
                }

                await changed.WaitAsync(TimeSpan.FromSeconds(60));
            }
        }

        /// <summary>Whether the stream stands is only seen by an event, so they are made until one comes.</summary>
        public async Task UntilConnectedAsync(DockerEngine engine, string volume)
        {
            await engine.DockerAsync("volume", "create", volume);
            await UntilAsync(item => item.Event?.Actor?.ID == volume);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task ReadAsync(DockerClient client, TimeSpan silence)
        {
            await foreach (var item in client.FollowEventsAsync(null, silence, _stop.Token))
            {
                lock (_gate)
                {
                    _items.Add(item);
                    _changed.TrySetResult();
                    _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }

    /// <summary>A cable between us and an engine that can be pulled.</summary>
    private sealed class Relay : IAsyncDisposable
    {
        private readonly string _target;
        private readonly string _path = Path.Combine(Path.GetTempPath(), $"lytr{Guid.NewGuid().ToString("N")[..10]}.sock");
        private readonly ConcurrentBag<Socket> _sockets = [];
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Socket? _listener;

        public Relay(string target)
        {
            _target = target;
            Open();
        }

        public Uri Uri => new("unix://" + _path);

        public Task WaitForConnectionAsync() => _first.Task;

        public void Open()
        {
            var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(_path));
            listener.Listen(16);
            _listener = listener;
            _ = AcceptAsync(listener);
        }

        public void Close()
        {
            _listener?.Dispose();
            File.Delete(_path);
            foreach (var socket in _sockets) socket.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Close();
            return ValueTask.CompletedTask;
        }

        private async Task AcceptAsync(Socket listener)
        {
            try
            {
                while (true)
                {
                    var near = await listener.AcceptAsync();
                    var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await far.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                    _sockets.Add(near);
                    _sockets.Add(far);
                    _ = PumpAsync(near, far);
                    _ = PumpAsync(far, near);
                    _first.TrySetResult();
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The cable is pulled.
            }
        }

        private static async Task PumpAsync(Socket from, Socket to)
        {
            try
            {
                var buffer = new byte[16 * 1024];
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // Pulled, or one end went.
            }
            finally
            {
                from.Dispose();
                to.Dispose();
            }
        }
    }
}
