using System.Net;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;
using LyttleCluster.Tests.Agent.Http;

namespace LyttleCluster.Tests.Agent.Publishing;

/// <summary>A reload that was left open is settled before a change is compared with anything: it may replace the draft, or what is live.</summary>
public sealed class UnsettledReloadTests : IAsyncDisposable
{
    private const string Old = "2026-01-01T00-00-00-000Z-00000001";
    private const string Open = "2026-01-01T00-00-00-000Z-00000002";
    private static readonly EntrySet OldEntries = new([new EntryRow(1, PublishingNode.Redirect("a.test", "https://one.test/"))], 2);
    private static readonly EntrySet OpenEntries = new([new EntryRow(1, PublishingNode.Proxy("a.test", "http://up.internal:8080"))], 2);
    private static readonly PublishCaller Caller = new("test", "test-run");
    private readonly FakeNginx _nginx = new();
    private readonly StringWriter _log = new();
    private readonly EntryPublisher _publisher;
    private IPAddress _address = IPAddress.Loopback;

    /// <summary>nginx was told to take the release that is open; the draft is the one before.</summary>
    public UnsettledReloadTests()
    {
        _publisher = new EntryPublisher(
            _nginx, new PublishingOptions(), new NameResolver((_, _) => Task.FromResult<IPAddress[]>([_address]), TimeProvider.System), new Counters(),
            new ServiceLog(_log, LogFormat.Text, TimeProvider.System), TimeProvider.System);
        Write(Old, OldEntries);
        Write(Open, OpenEntries);
        _nginx.Store.WriteDraft(OldEntries);
        _nginx.Current = Open;
        _nginx.State = _nginx.State with { ConfigurationRelease = Open };
    }

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_that_is_drafted_stands_beside_those_that_nginx_took()
    {
        _nginx.Settle = Taken;
        Assert.IsType<PublishAnswer.Drafted>(await _publisher.DraftAsync(New(), default));
        Assert.Equal([OpenEntries.Rows[0].ETag, New().Set[0].Entry.Fingerprint()], _nginx.Store.Draft.Rows.Select(row => row.ETag));
    }

    [Fact]
    public async Task A_reload_does_not_go_back_to_the_draft_from_before()
    {
        _nginx.Settle = Taken;
        Assert.Equal(ReloadOutcome.Reloaded, (await _publisher.ReloadAsync(force: false, Caller, default)).Outcome);
        Assert.Equal((Open, OpenEntries.ETag), (_nginx.Current, _nginx.Store.Draft.ETag));
    }

    [Fact]
    public async Task A_release_that_is_put_back_is_not_published_again_for_its_addresses()
    {
        _nginx.Settle = PutBack;
        _address = IPAddress.Parse("127.0.0.2");
        Assert.True(await _publisher.FollowAddressesAsync(default));
        Assert.Equal((Old, 0), (_nginx.Current, _nginx.ReloadsBegun));
    }

    [Fact]
    public async Task While_it_is_open_nothing_is_changed()
    {
        _nginx.Settle = () => new ReloadReport { Outcome = ReloadOutcome.ReloadUnknown, Error = "nginx still works on it", Duration = TimeSpan.Zero, Log = [], PutBack = true };
        _address = IPAddress.Parse("127.0.0.2");
        foreach (var answer in new[] { await _publisher.DraftAsync(New(), default), await _publisher.CheckAsync(New(), default) })
        {
            var refused = Assert.IsType<PublishAnswer.Refused>(answer);
            Assert.Equal((409, "ReloadUnknown", "nginx still works on it"), (refused.Status, refused.Code, Assert.Single(refused.Messages)));
        }

        Assert.Equal(ReloadOutcome.ReloadUnknown, (await _publisher.ReloadAsync(force: true, Caller, default)).Outcome);
        Assert.False(await _publisher.FollowAddressesAsync(default));
        Assert.Equal((0, OldEntries.ETag), (_nginx.ReloadsBegun, _nginx.Store.Draft.ETag));
    }

    private static EntryChange New() => new() { Set = [new EntryWish(null, null, PublishingNode.Redirect("new.test", "https://two.test/"))] };

    private ReloadReport? Taken()
    {
        _nginx.Store.FollowInDraft(Open);
        return null;
    }

    private ReloadReport? PutBack()
    {
        _nginx.Store.Remove(Open);
        _nginx.Current = Old;
        return null;
    }

    private void Write(string id, EntrySet entries)
    {
        var release = new ConfigurationRelease
        {
            Id = id,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Author = "test",
            CorrelationId = "test-run",
            EntryCount = 1,
            SetETag = entries.ETag,
            RenderedFor = new EntryRenderer(new PublishingOptions(), _nginx.Place).RenderedFor,
        };
        var addresses = new Dictionary<string, IReadOnlyList<IPAddress>> { ["up.internal"] = [IPAddress.Loopback] };
        _nginx.Store.Write(new NewConfiguration(release, entries, addresses, $"# {id}\n"));
    }
}
