using Microsoft.Playwright;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A node that lies: whatever it says is text.</summary>
[Collection(ChromiumCollection.Name)]
public class HostileTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Nothing_that_a_node_says_is_run_or_leads_elsewhere()
    {
        await using var manager = await PagesManager.StartAsync();
        var now = DateTimeOffset.UtcNow;
        manager.Watch.Set(SampleCluster.Hostile(now));
        await manager.Cluster.Parts.History.AddEventAsync(
            new ClusterEvent { Node = "evil1", Timestamp = now, Type = "container", Action = SampleCluster.Evil, Id = SampleCluster.Evil, Name = SampleCluster.Evil, Severity = EventSeverity.Error, Message = SampleCluster.Evil }, CancellationToken.None);
        manager.Log.Error(SampleCluster.Evil, ("name", SampleCluster.Evil));
        await using var window = await chromium.OpenAsync(manager.Address);
        string[] pages =
        [
            "/", "/nodes", "/nodes/evil1", "/containers", "/containers/evil1/" + new string('e', 64), "/nginx", "/nginx/evil1", "/events", "/certificates", "/locations", "/logs",
            "/nodes?q=" + Uri.EscapeDataString(SampleCluster.Evil), "/containers?app=" + Uri.EscapeDataString(SampleCluster.Evil), "/nodes?location=" + Uri.EscapeDataString(SampleCluster.Evil),
            "/logs?include=" + Uri.EscapeDataString("<script>"),
        ];
        foreach (var path in pages)
        {
            await window.GoAsync(path);
            Assert.False(await window.Page.EvaluateAsync<bool>("'hacked' in window"), path);
            Assert.Equal(0, await window.Page.Locator("main script, main img").CountAsync());
            var links = await window.Page.Locator("a[href]").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
            Assert.All(links, link => Assert.StartsWith(manager.Address.ToString(), link, StringComparison.Ordinal));
        }

        // It is there, as text.
        await window.GoAsync("/nodes/evil1");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("onerror=window.hacked=1");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Its_words_are_no_formulas_and_turn_nothing_around()
    {
        await using var manager = await PagesManager.StartAsync();
        manager.Watch.Set(SampleCluster.Hostile(DateTimeOffset.UtcNow));
        var csv = await manager.Client.GetStringAsync("/containers?output=csv");
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", await manager.Client.GetStringAsync("/containers"), StringComparison.Ordinal);
    }
}
