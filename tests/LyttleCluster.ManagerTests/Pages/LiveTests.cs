using System.Diagnostics;
using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>Open pages: what changes is on them by itself, and nothing else moves.</summary>
[Collection(ChromiumCollection.Name)]
public class LiveTests(Chromium chromium, Xunit.Abstractions.ITestOutputHelper output)
{
    [ChromiumFact]
    public async Task What_changes_is_put_in_place_and_the_rest_stays_as_it_is()
    {
        await using var manager = await PagesManager.StartAsync();
        var now = DateTimeOffset.UtcNow;
        var nodes = SampleCluster.Nodes(now);
        manager.Watch.Set(nodes);
        await using var window = await chromium.OpenAsync(manager.Address);
        var page = window.Page;
        await window.GoAsync("/containers");
        await Expect(page.Locator("#live")).ToHaveTextAsync("live");
        await page.GetByLabel("Text, or label=value").FillAsync("half typed");
        await page.EvaluateAsync("window.scrollTo(0, 300); document.querySelector('tbody tr:nth-child(30)').marked = true");

        var container = nodes[0].Containers[0];
        manager.Watch.Change(nodes[0] with { Containers = [container with { State = ContainerState.Exited, Status = "Exited (137) now" }, .. nodes[0].Containers.Skip(1)] }, container);
        await Expect(page.Locator($"tr[data-key=\"{container.Node}/{container.Id}\"]")).ToContainTextAsync("Exited (137) now");

        // Focus, what was typed, and where the reader was; the other rows are the same elements.
        await Expect(page.GetByLabel("Text, or label=value")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Text, or label=value")).ToHaveValueAsync("half typed");
        Assert.Equal(300, await page.EvaluateAsync<int>("window.scrollY"));
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('tbody tr:nth-child(30)').marked === true"));

        // A container that is gone takes its row with it; the counts above follow.
        manager.Watch.Change(nodes[0] with { Containers = [.. nodes[0].Containers.Skip(1)] }, container);
        await Expect(page.Locator($"tr[data-key=\"{container.Node}/{container.Id}\"]")).ToHaveCountAsync(0);
        await Expect(page.Locator("h1")).ToContainTextAsync("53");
        Assert.Empty(window.Complaints);
    }

    [ChromiumFact]
    public async Task A_page_of_one_node_is_left_alone_by_the_others()
    {
        await using var manager = await PagesManager.StartAsync();
        var nodes = SampleCluster.Nodes(DateTimeOffset.UtcNow);
        manager.Watch.Set(nodes);
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/nodes/ams1");
        await Expect(window.Page.Locator("#live")).ToHaveTextAsync("live");
        var own = nodes[0];
        manager.Watch.Change(own with { Node = own.Node with { Kernel = "first" } }, own.Containers[0]);
        await Expect(window.Page.Locator("main")).ToContainTextAsync("first");
        var looks = Looks(window);
        for (var i = 0; i < 20; i++) manager.Watch.Change(nodes[1], nodes[1].Containers[0]);
        manager.Watch.Change(own with { Node = own.Node with { Kernel = "second" } }, own.Containers[0]);
        await Expect(window.Page.Locator("main")).ToContainTextAsync("second");
        Assert.InRange(Looks(window) - looks, 1, 2);
    }

    [ChromiumAndEngineFact]
    public async Task The_lines_of_a_log_stay_and_new_ones_follow()
    {
        await using var engine = await DockerEngine.StartAsync();
        var name = "log-" + Guid.NewGuid().ToString("N")[..8];
        var id = (await engine.RunAsync(new ContainerRun(name, "sh", "-c", "echo first line; while [ ! -e /go ]; do sleep 0.1; done; echo '<b>second</b> line'; sleep 100000"))).Trim();
        await using var manager = await WatchedPagesManager.StartAsync();
        await manager.ChangeAsync(new AddNode { Name = "host1", Settings = new NodeSettings { Docker = engine.UnixUri } });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var _ in manager.Watch.FollowAsync(null, limit.Token))
        {
            if (manager.Watch.Now.Nodes.GetValueOrDefault("host1") is { Containers.Count: > 0 }) break;
        }

        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/containers/host1/" + id);
        await Expect(window.Page.Locator(".log li")).ToHaveTextAsync([new System.Text.RegularExpressions.Regex("first line")]);
        await Expect(window.Page.Locator("#live")).ToHaveTextAsync("live");
        await engine.DockerAsync("exec", name, "touch", "/go");
        await Expect(window.Page.Locator(".log li").Last).ToContainTextAsync("<b>second</b> line");
        await engine.DockerAsync("kill", name);
        await Expect(window.Page.Locator("h1")).ToContainTextAsync("Exited", new() { Timeout = 15_000 });
        await Expect(window.Page.Locator(".log li")).ToHaveCountAsync(2);
        Assert.Empty(window.Complaints);
    }

    [ChromiumFact]
    public async Task A_manager_that_comes_back_is_live_again()
    {
        await using var manager = await PagesManager.StartAsync();
        manager.Watch.Set(SampleCluster.Nodes(DateTimeOffset.UtcNow));
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/nodes");
        await Expect(window.Page.Locator("#live")).ToHaveTextAsync("live");
        await window.Page.Context.SetOfflineAsync(true);
        await window.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(window.Page.Locator("h1")).ToContainTextAsync("Nodes");
        await window.Page.Context.SetOfflineAsync(false);
        await Expect(window.Page.Locator("#live")).ToHaveTextAsync("live", new() { Timeout = 15_000 });
    }

    [ChromiumAndEngineFact]
    public async Task A_container_that_dies_is_on_an_open_page_at_once()
    {
        await using var engine = await DockerEngine.StartAsync();
        var name = "live-" + Guid.NewGuid().ToString("N")[..8];
        var id = (await engine.RunAsync(name)).Trim();
        await using var manager = await WatchedPagesManager.StartAsync();
        await manager.ChangeAsync(new AddNode { Name = "host1", Settings = new NodeSettings { Docker = engine.UnixUri } });
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/containers");
        var row = window.Page.Locator($"tr[data-key=\"host1/{id}\"]");
        await Expect(row).ToContainTextAsync("Running", new() { Timeout = 15_000 });
        await Expect(window.Page.Locator("#live")).ToHaveTextAsync("live");

        var clock = Stopwatch.StartNew();
        await engine.DockerAsync("kill", name);
        var killed = clock.Elapsed;
        await Expect(row).ToContainTextAsync("Exited", new() { Timeout = 15_000 });
        output.WriteLine($"On the page {(clock.Elapsed - killed).TotalMilliseconds:0} ms after docker kill came back, which took {killed.TotalMilliseconds:0} ms.");
    }

    private static int Looks(Window window) => window.Requests.Count(request => request.EndsWith("/nodes/ams1", StringComparison.Ordinal));
}
