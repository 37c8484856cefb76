using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>What can be done from the pages, in a browser, to the end.</summary>
[Collection(ChromiumCollection.Name)]
public class ActionTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task A_domain_is_added_corrected_and_published_without_any_script()
    {
        await using var nginx = NginxApiServer.Start(ApiGeneration.V2);
        await using var upstream = FaultServer.StartTcp().On("*", Faults.Answer(200, "hello"));
        await using var manager = await PagesManager.StartAsync();
        await manager.ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { NginxApi = nginx.Uri, NginxApiKey = new Secret(nginx.ApiKey), ProxyAddress = nginx.ProxyAddress } });
        await manager.LookAsync();
        await using var window = await chromium.OpenAsync(manager.Address, new WindowOptions { HasScript = false });
        var page = window.Page;

        await window.GoAsync("/domains");
        await page.GetByText("Add a domain…").ClickAsync();
        await page.GetByLabel("Host name", new() { Exact = true }).FillAsync("shop.example.test");
        await page.GetByLabel("Other host names").FillAsync("www.shop.example.test");
        await page.GetByLabel("Upstreams").FillAsync("ftp://10.0.0.5");
        await page.GetByLabel("Wanted on nodes", new() { Exact = true }).FillAsync("web1");
        await page.GetByText("Show what would change").ClickAsync();

        // Said at the field, and what was typed is still there.
        await Expect(page.GetByLabel("Upstreams")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Locator("#field-upstreams-error")).ToContainTextAsync("ftp://10.0.0.5");
        await Expect(page.GetByLabel("Other host names")).ToHaveValueAsync("www.shop.example.test");
        await Expect(page.GetByLabel("Host name", new() { Exact = true })).ToHaveValueAsync("shop.example.test");
        Assert.Empty(await DomainsAsync(manager));

        await page.GetByLabel("Upstreams").FillAsync($"{upstream.HttpUri} weight=2");
        await page.GetByText("Show what would change").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("All of it can be undone.");
        Assert.Empty(await DomainsAsync(manager));
        await page.GetByText("Change what was filled in").ClickAsync();
        await Expect(page.GetByLabel("Upstreams")).ToHaveValueAsync($"{upstream.HttpUri} weight=2");
        await page.GetByText("Show what would change").ClickAsync();
        await page.GetByText("Do it").ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Done.");
        Assert.Equal(upstream.HttpUri, Assert.Single((await DomainsAsync(manager))[0].Upstreams).Address);

        await page.GetByText("Publish…").ClickAsync();
        await page.GetByText("Change what was filled in").ClickAsync();
        await page.GetByLabel("Checks that need not pass").FillAsync("*");
        await page.GetByText("Show what would change").ClickAsync();
        await page.GetByText("Do it").ClickAsync();
        await Expect(page.Locator(".result")).ToContainTextAsync("Applied");
        await page.GetByText("The operation in the journal").ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("Succeeded");
        // The form that was refused came back with 400, which the browser notes.
        Assert.Contains("400", Assert.Single(window.Complaints), StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_domain_is_edited_and_the_edit_undone()
    {
        await using var manager = await SamplePages.StartAsync();
        await using var window = await chromium.OpenAsync(manager.Address);
        var page = window.Page;
        await window.GoAsync("/domains/shop.example.com");
        await page.GetByText("Edit…").ClickAsync();
        await Expect(page.GetByLabel("Upstreams")).ToHaveValueAsync("http://10.0.0.5:8080/\nhttp://10.0.0.6:8080/");
        // Only the fields of what it leads to are there.
        await Expect(page.GetByLabel("Redirect to")).ToBeHiddenAsync();
        await page.GetByLabel("Leads to").SelectOptionAsync("Redirect");
        await Expect(page.GetByLabel("Upstreams")).ToBeHiddenAsync();
        await page.GetByLabel("Redirect to").FillAsync("https://new.example.com");
        await page.GetByLabel("Other host names").FillAsync("");
        await page.GetByText("Show what would change").ClickAsync();
        await page.GetByText("Do it").ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Done.");
        var edited = (await DomainsAsync(manager)).Single(domain => domain.Name == "shop.example.com");
        Assert.Equal((DomainKind.Redirect, 0), (edited.Kind, edited.Aliases.Length));

        await page.GetByText("The operation in the journal").ClickAsync();
        await page.GetByText("Undo…").ClickAsync();
        await page.GetByText("Do it").ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Done.");
        var undone = (await DomainsAsync(manager)).Single(domain => domain.Name == "shop.example.com");
        Assert.Equal((DomainKind.Upstream, 1), (undone.Kind, undone.Aliases.Length));
    }

    [ChromiumFact]
    public async Task Nothing_is_done_that_is_not_what_was_agreed_to()
    {
        await using var manager = await SamplePages.StartAsync();
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/domains/old.example.com/remove");
        // Meanwhile somebody else changes it.
        await manager.ChangeAsync(new SetDomain { Name = "old.example.com", Settings = new DomainSettings { RedirectTo = "https://elsewhere.example.com" } });
        await window.Page.GetByText("Do it").ClickAsync();
        await Expect(window.Page.Locator("[role=alert]")).ToContainTextAsync("It has moved on since you looked.");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("https://elsewhere.example.com");
        Assert.Contains(await DomainsAsync(manager), domain => domain.Name == "old.example.com");
        await window.Page.GetByText("Do it").ClickAsync();
        await Expect(window.Page.Locator(".notice.good")).ToContainTextAsync("Done.");
        Assert.DoesNotContain(await DomainsAsync(manager), domain => domain.Name == "old.example.com");
    }

    [ChromiumFact]
    public async Task A_reload_shows_what_comes_while_it_comes()
    {
        await using var nginx = NginxApiServer.Start(ApiGeneration.Agent);
        await using var broken = NginxApiServer.Start(ApiGeneration.Agent);
        await using var manager = await PagesManager.StartAsync();
        foreach (var (name, node) in new[] { ("a-well", nginx), ("b-broken", broken) })
            await manager.ChangeAsync(new AddNode { Name = name, Settings = new NodeSettings { NginxApi = node.Uri, NginxApiKey = new Secret(node.ApiKey) } });
        await manager.LookAsync();
        broken.Nginx.NextReloads.Enqueue(SimulatedReload.Refused());
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/nginx");
        await window.Page.GetByText("Reload all…").ClickAsync();
        await window.Page.GetByText("Show what would change").ClickAsync();
        await Expect(window.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await window.Page.GetByText("Do it").ClickAsync();
        await Expect(window.Page.Locator(".result", new() { HasText = "nginx/a-well" })).ToContainTextAsync("Reloaded");
        await Expect(window.Page.Locator(".result.bad", new() { HasText = "nginx/b-broken" })).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".notice.bad")).ToContainTextAsync("Done for 1, failed for 1.");
        await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Screenshots.Path("light-reload-outcome.png"), FullPage = true });
    }

    [ChromiumAndEngineFact]
    public async Task A_container_is_stopped_and_started()
    {
        await using var engine = await DockerEngine.StartAsync();
        await using var manager = await PagesManager.StartAsync();
        var name = "pages-" + Guid.NewGuid().ToString("N")[..8];
        await engine.RunAsync(name);
        await manager.ChangeAsync(new AddNode { Name = "host1", Settings = new NodeSettings { Docker = engine.UnixUri } });
        await manager.LookAsync();
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/containers?state=running");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await window.Page.GetByText("Stop…").ClickAsync();
        await Expect(window.Page.Locator("main")).ToContainTextAsync($"container/host1/{name}");
        await window.Page.GetByText("Do it").ClickAsync();
        await Expect(window.Page.Locator(".result")).ToContainTextAsync("Exited", new() { Timeout = 20_000 });
        Assert.Equal("false", (await engine.DockerAsync("inspect", "-f", "{{.State.Running}}", name)).Trim());

        await manager.LookAsync();
        await window.Page.GetByText("Back to").ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Start…", Exact = true }).ClickAsync();
        await window.Page.GetByText("Do it").ClickAsync();
        await Expect(window.Page.Locator(".result")).ToContainTextAsync("Running", new() { Timeout = 20_000 });
        Assert.Equal("true", (await engine.DockerAsync("inspect", "-f", "{{.State.Running}}", name)).Trim());
    }

    [Fact]
    public async Task A_form_without_our_proof_does_nothing()
    {
        await using var manager = await SamplePages.StartAsync();
        using var answer = await manager.Client.PostAsync("/domains/old.example.com/remove", new FormUrlEncodedContent([new("plan", "x")]));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        using var json = await manager.Client.PostAsync("/domains/old.example.com/remove", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.Contains(await DomainsAsync(manager), domain => domain.Name == "old.example.com");
    }

    [Fact]
    public async Task A_manager_that_only_reads_offers_no_changes()
    {
        await using var manager = await SamplePages.StartAsync();
        await using var reader = await PagesManager.StartAsync(options => options with { ReadOnly = true, StateFile = manager.StatePath });
        reader.Watch.Set(SampleCluster.Nodes(DateTimeOffset.UtcNow));
        var page = await reader.Client.GetStringAsync("/domains/shop.example.com");
        Assert.Contains("This manager only watches and shows.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Publish…", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Suspend…", await reader.Client.GetStringAsync("/nodes/ams1"), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ClusterDomain>> DomainsAsync(PagesManager manager) =>
        [.. (await manager.Cluster.Domains.GetAsync(new DomainQuery { Cached = true }, CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];
}
