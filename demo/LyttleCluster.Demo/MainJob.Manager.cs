using LyttleCluster.Core;
using LyttleCluster.Demo.Hosts;
using LyttleCluster.Demo.Printing;

namespace LyttleCluster.Demo;

/// <summary>The manager: started, looked at in a browser, and worked through.</summary>
internal sealed partial class MainJob
{
    private async Task ManagerAsync()
    {
        show.Section("A manager watches the cluster");
        ClusterManager? started = null;
        await show.StepAsync($"Start-ClusterManager {State} -Listen http://127.0.0.1:0 -Wait",
            Started(), Views.Manager, "it listens, and has looked at every node", it => (started = it.Rows[0]).Status == ManagerStatus.Running);
        var manager = started!.Uri!.ToString();
        await BrowseAsync($"{manager}", "web1", "web2");
        await BrowseAsync($"{manager}nodes", "web1", "web2", "Ready");
        await BrowseAsync($"{manager}containers?output=csv", "blog", "shop", "clock");
        await BrowseAsync($"{manager}api/v1/domains", "shop.example", "Applied");
        await BrowseAsync($"{manager}metrics", "lyttle_manager_nodes");
        await show.StepAsync("Set-ClusterNode web1 -Location eu/rack3",
            Refusable(cluster, Moved()), Views.Node, "refused: the manager holds the state", it => it.Rows.Count == 0 && it.Problems is [{ ErrorId: "ManagerHoldsState" }]);
        await using var behind = await ClusterFactory.OpenManagerAsync(new ManagerEndpoint { Uri = started.Uri }, cancel);
        await show.StepAsync($"Connect-Cluster -Manager {manager}",
            ConnectedTo(started.Uri), Views.Connection, "the same cluster, through its manager", it => it.Rows is [{ Kind: ConnectionKind.Manager }]);
        await show.StepAsync("Get-ClusterContainer",
            behind.Containers.GetAsync(new ContainerQuery(), cancel), Views.Container, "the same three containers", it => it.Rows.Count == 3 && AllRun(it));
        await show.StepAsync("Set-ClusterNode web1 -Location eu/rack3",
            Refusable(behind, Moved()), Views.Node, "changed by the manager", it => it.Rows is [{ Location: "eu/rack3" }]);
        await show.StepAsync("Invoke-NginxReload web1, web2",
            Do(behind, new ReloadNginx { Nodes = ["web1", "web2"] }), Views.NginxReload, "nginx took it on both", AllTaken);
        await show.StepAsync("Get-ClusterOperation -Newest 2",
            behind.Operations.GetAsync(new OperationQuery { Newest = 2 }, cancel), Views.Operation, "both changes are in the journal",
            it => it.Rows.Count == 2 && it.Rows.All(row => row.Outcome == OperationOutcome.Succeeded));
        await BrowseAsync($"{manager}nodes/web1", "eu/rack3");
        show.Say($"Its page: {manager}");
    }

    private static SetNode Moved() => new() { Nodes = ["web1"], Settings = new NodeSettings { Location = "eu/rack3" } };

    private static IAsyncEnumerable<Answer<ClusterConnection>> ConnectedTo(Uri manager) => new[]
    {
        (Answer<ClusterConnection>)new ClusterConnection { Kind = ConnectionKind.Manager, Uri = manager, IsDefault = true, ConnectedAt = DateTimeOffset.UtcNow },
    }.ToAsyncEnumerable();

    private async IAsyncEnumerable<Answer<ClusterManager>> Started()
    {
        var request = new ManagerStart { StatePath = State, Listen = "http://127.0.0.1:0", UntilReady = true, Program = HostsKeeper.Program };
        yield return await ManagerControl.StartAsync(request, cancel);
    }

    /// <summary>A change that may be refused as a whole; the cmdlet turns what is thrown into an error record.</summary>
    private async IAsyncEnumerable<Answer<T>> Refusable<T>(ICluster by, ChangeRequest<T> request)
    {
        List<Answer<T>> answers;
        try
        {
            answers = await Do(by, request).ToListAsync(cancel);
        }
        catch (ClusterException refused)
        {
            answers = [refused];
        }

        foreach (var answer in answers)
            yield return answer;
    }

    private Task BrowseAsync(string page, params string[] shows) => show.BrowseAsync(page, shows, async address =>
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await browser.GetStringAsync(new Uri(address), cancel);
    });
}
