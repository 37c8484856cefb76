using LyttleCluster.Core;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A manager that shows the sample cluster.</summary>
internal static class SamplePages
{
    public static async Task<PagesManager> StartAsync()
    {
        var manager = await PagesManager.StartAsync();
        var now = DateTimeOffset.UtcNow;
        manager.Watch.Set(SampleCluster.Nodes(now));
        await FillAsync(manager, now);
        return manager;
    }

    /// <summary>What pages read from the store: nodes that nobody can reach, domains, operations, events.</summary>
    private static async Task FillAsync(PagesManager manager, DateTimeOffset now)
    {
        foreach (var (name, number) in new[] { ("ams1", 1), ("ams2", 2), ("ams3", 3) })
        {
            var settings = new NodeSettings { Docker = new Uri($"tcp://127.0.0.1:{number}"), NginxApi = new Uri($"http://127.0.0.1:{10 + number}"), Location = "eu/ams" };
            await manager.ChangeAsync(new AddNode { Name = name, Settings = settings, SkipProbe = true });
        }

        await manager.ChangeAsync(new SetDomain { Name = "shop.example.com", Settings = new DomainSettings { Upstreams = [new("http://10.0.0.5:8080"), new("http://10.0.0.6:8080")], Aliases = ["www.shop.example.com"], Nodes = ["ams1", "ams2"] } });
        await manager.ChangeAsync(new SetDomain { Name = "old.example.com", Settings = new DomainSettings { RedirectTo = "https://shop.example.com", Nodes = ["ams*"] } });
        await manager.ChangeAsync(new SetDomain { Name = "*.static.example.com", Settings = new DomainSettings { Root = "/srv/www/static", Locations = ["eu"] } });
        foreach (var (action, severity, minutes) in new[] { ("start", EventSeverity.Information, 50), ("die", EventSeverity.Error, 12), ("oom", EventSeverity.Error, 12), ("health_status", EventSeverity.Warning, 3) })
        {
            await manager.Cluster.Parts.History.AddEventAsync(
                new ClusterEvent { Node = "ams1", Timestamp = now.AddMinutes(-minutes), Type = "container", Action = action, Id = SampleCluster.Container("ams1", 3, now).Id, Name = "mail", Severity = severity, Message = $"Container mail: {action}." }, CancellationToken.None);
        }

        manager.Log.Warn("Node fra2 does not answer.", ("node", "fra2"), ("since", now.AddMinutes(-17)));
        manager.Log.Error("A page failed.", ("path", "/nowhere"));
    }
}
