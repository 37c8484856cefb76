using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>
/// The pictures of the README: a small cluster of simulated nodes, really watched. <c>./build.sh screenshots</c> puts them into docs/screenshots; a test run leaves
/// them among its results.
/// </summary>
[Collection(ChromiumCollection.Name)]
public class ReadmePictures(Chromium chromium)
{
    private const int MostBytes = 200 * 1024;
    private static readonly string Folder = Environment.GetEnvironmentVariable("LYTTLECLUSTER_PICTURES") ?? Path.GetDirectoryName(Screenshots.Path("x"))!;

    private static readonly (string Name, string Location, string Owner, string Role)[] Hosts =
    [
        ("ams1", "eu/ams/rack1", "anna", "web"), ("ams2", "eu/ams/rack2", "anna", "web"), ("fra1", "eu/fra", "platform", "web"), ("fra2", "eu/fra", "platform", "batch"), ("nyc1", "us/nyc", "platform", "batch"),
    ];

    [ChromiumFact]
    public async Task The_pictures_show_a_cluster_as_it_is()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = Hosts.Length, ContainersPerNode = 8 });
        await using var first = NginxApiServer.Start(ApiGeneration.V2);
        await using var second = NginxApiServer.Start(ApiGeneration.V2);
        await using var third = NginxApiServer.Start(ApiGeneration.V2);
        NginxApiServer[] apis = [first, second, third];
        await using var shop = FaultServer.StartTcp().On("*", Faults.Answer(200, "shop"));
        await using var manager = await WatchedPagesManager.StartAsync();
        foreach (var (index, host) in Hosts.Index()) await manager.ChangeAsync(new AddNode { Name = host.Name, Settings = Settings(host, nodes.Nodes[index], apis.ElementAtOrDefault(index)) });
        await SetDomainsAsync(manager, shop.HttpUri!);
        await manager.ChangeAsync(new SuspendNode { Nodes = ["fra2"] });
        await UntilAsync(manager, seen => seen.Nodes.Values.All(watched => watched.Node.Status is NodeStatus.Ready or NodeStatus.Suspended) && seen.Nodes.Count == Hosts.Length);
        nodes.Nodes[^1].Dispose();
        await UntilAsync(manager, seen => seen.Nodes["nyc1"].Node.Status == NodeStatus.Unreachable);

        await using var light = await chromium.OpenAsync(manager.Address, new WindowOptions { Width = 1200, Height = 760 });
        await TakeAsync(light, "/", "status.png");
        await TakeAsync(light, "/nodes", "nodes.png");
        await TakeAsync(light, "/domains/shop.example.com", "domain.png");
        await using var dark = await chromium.OpenAsync(manager.Address, new WindowOptions { Width = 1200, Height = 760, IsDark = true });
        await TakeAsync(dark, "/containers", "containers-dark.png");
    }

    private static NodeSettings Settings((string Name, string Location, string Owner, string Role) host, SimulatedNode node, NginxApiServer? api) => new()
    {
        Docker = node.Uri,
        NginxApi = api?.Uri,
        NginxApiKey = api is null ? null : new Secret(api.ApiKey),
        ProxyAddress = api?.ProxyAddress,
        Location = host.Location,
        Owners = [host.Owner],
        Labels = new Dictionary<string, string> { ["role"] = host.Role },
    };

    private static async Task SetDomainsAsync(WatchedPagesManager manager, Uri upstream)
    {
        await manager.ChangeAsync(new SetDomain { Name = "shop.example.com", Settings = new DomainSettings { Upstreams = [new ClusterUpstream(upstream)], Aliases = ["www.shop.example.com"], NodeLabels = new Dictionary<string, string> { ["role"] = "web" } } });
        await manager.ChangeAsync(new SetDomain { Name = "old.example.com", Settings = new DomainSettings { RedirectTo = "https://shop.example.com", Nodes = ["ams*"] } });
        await manager.ChangeAsync(new PublishDomain { Names = ["shop.example.com"], SkipVerification = ["*"] });
    }

    private static async Task UntilAsync(WatchedPagesManager manager, Func<Core.Watching.ClusterSnapshot, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await foreach (var _ in manager.Watch.FollowAsync(null, limit.Token))
        {
            if (condition(manager.Watch.Now)) return;
        }
    }

    private static async Task TakeAsync(Window window, string path, string name)
    {
        await window.GoAsync(path);
        await Expect(window.Page.Locator("h1")).ToBeVisibleAsync();
        var file = Path.Combine(Directory.CreateDirectory(Folder).FullName, name);
        await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
        Assert.InRange(new FileInfo(file).Length, 1024, MostBytes);
        Assert.Empty(window.Complaints);
    }
}
