using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.Demo.Hosts;
using LyttleCluster.Demo.Printing;
using LyttleCluster.Formatting;

namespace LyttleCluster.Demo;

/// <summary>The steps of demo.ps1, line by line, through the engine below the cmdlets.</summary>
internal sealed partial class MainJob(HostsClient hosts, ICluster cluster, Transcript show, CancellationToken cancel)
{
    private const string Image = "lyttle/busybox:test";
    private const string Serve = "trap 'exit 0' TERM; hostname > index.html; httpd -p 80; sleep 1d & wait";
    private const string Count = "trap 'exit 0' TERM; while :; do echo tick $((n += 1)); sleep 0.3 & wait; done";
    private const string Crash = "sleep 0.3; echo no work left; exit 3";

    private string State => hosts.Up.State;

    public async Task RunAsync()
    {
        await JoinAsync();
        await LookAsync();
        await ChangeAsync();
        await LogsAsync();
        await EventsAsync();
        await GoesDownAsync();
        await ComesBackAsync();
        await NginxAsync();
        await NotTakenAsync();
        await DomainsAsync();
        await PutBackAsync();
        await DriftAsync();
        await UndoAsync();
        await ManagerAsync();
    }

    private async Task JoinAsync()
    {
        var (web1, address1) = (hosts.Up.Hosts[0].Docker, hosts.Up.Hosts[0].Address);
        var (web2, address2) = (hosts.Up.Hosts[1].Docker, hosts.Up.Hosts[1].Address);
        show.Section("Two hosts join the cluster");
        await show.StepAsync($"Connect-Cluster -Path {State}", Connected(State), Views.Connection, "a state file for this demo alone", it => it.Rows[0].Path == State);
        await show.StepAsync($"Add-ClusterNode web1 -Docker {web1} -Address {address1} -Location eu/rack1",
            Do(Node("web1", web1, address1, "eu/rack1")), Views.Node, "web1 is Ready", it => it.Rows is [{ Status: NodeStatus.Ready }]);
        await show.StepAsync($"Add-ClusterNode web2 -Docker {web2} -Address {address2} -Location eu/rack2",
            Do(Node("web2", web2, address2, "eu/rack2")), Views.Node, "web2 is Ready", it => it.Rows is [{ Status: NodeStatus.Ready }]);
        await show.StepAsync("Test-ClusterNode web1",
            cluster.Nodes.TestAsync(new NodeTest { Nodes = ["web1"] }, cancel), Views.Check, "every check passed", it => it.Rows.Count >= 5 && it.Rows.All(row => row.Passed));
    }

    private async Task LookAsync()
    {
        show.Section("What runs there");
        await DockerAsync("web1", "run", "-d", "--name", "blog", "--hostname", "blog", "-p", "8080:80", "--health-cmd", "pidof httpd", "--health-interval", "1s", Image, "sh", "-c", Serve);
        await DockerAsync("web2", "run", "-d", "--name", "shop", "--hostname", "shop", "-p", "8080:80", "--health-cmd", "pidof httpd", "--health-interval", "1s", Image, "sh", "-c", Serve);
        await DockerAsync("web2", "run", "-d", "--name", "clock", Image, "sh", "-c", Count);
        await show.StepAsync("Wait-ClusterContainer blog, shop -Healthy -WaitSec 60",
            Healthy("blog", "shop"), Views.Container, "both are healthy", it => it.Rows.Count == 2 && it.Rows.All(row => row.Health == ContainerHealth.Healthy));
        await show.StepAsync("Get-ClusterContainer",
            Containers(new()), Views.Container, "three containers run on two nodes", it => it.Rows.Count == 3 && AllRun(it));
        await show.StepAsync("Get-ClusterNode",
            Nodes(), Views.Node, "two nodes, both Ready", it => it.Rows.Count == 2 && it.Rows.All(row => row.Status == NodeStatus.Ready));
        await show.StepAsync("Test-ClusterContainer blog -Port 80",
            cluster.Containers.TestPortAsync(new ContainerPortTest { Names = ["blog"], Port = 80 }, cancel), Views.Check, "its port takes connections", it => it.Rows is [{ Passed: true }]);
    }

    private async Task ChangeAsync()
    {
        show.Section("Stop, start, restart");
        await show.StepAsync("Stop-ClusterContainer blog -WhatIf",
            WhatIf(new StopContainer { Names = ["blog"] }), Views.WhatIf, "nothing was done", it => it.Rows.Count == 1 && it.Problems.Count == 0);
        await show.StepAsync("Stop-ClusterContainer blog -PassThru",
            Do(new StopContainer { Names = ["blog"] }), Views.Container, "blog has ended, with 0", it => it.Rows is [{ State: ContainerState.Exited, ExitCode: 0 }]);
        await show.StepAsync("Start-ClusterContainer blog -PassThru",
            Do(new StartContainer { Names = ["blog"] }), Views.Container, "blog runs", it => it.Rows is [{ State: ContainerState.Running }]);
        await show.StepAsync("Get-ClusterContainer -Node web2 -Image lyttle/* | Restart-ClusterContainer",
            Do(new ContainerQuery { Nodes = ["web2"], Image = ["lyttle/*"] }, found => new RestartContainer { Containers = found }), null, "both were restarted", it => it.Rows.Count == 2 && it.Problems.Count == 0);
        await show.StepAsync("Remove-ClusterContainer blog -Confirm:$false",
            Do(new RemoveContainer { Names = ["blog"] }), null, "refused: it runs", it => it.Problems is [{ ErrorId: "ContainerStillRunning" }]);
        await show.StepAsync("Get-ClusterContainer -State Running",
            Containers(new() { State = [ContainerState.Running] }), Views.Container, "all three run", it => it.Rows.Count == 3);
    }

    private async Task LogsAsync()
    {
        show.Section("Logs");
        await show.StepAsync("Get-ClusterContainerLog clock -Tail 3",
            Log(new() { Names = ["clock"], Tail = 3 }), Views.Log, "three lines", it => it.Rows.Count == 3 && it.Rows.All(row => row.Container == "clock"));
        await show.StepAsync("Get-ClusterContainerLog clock -Tail 0 -Follow | Select-Object -First 3",
            Log(new() { Names = ["clock"], Tail = 0, Follow = true }).Take(3), Views.Log, "three new lines, as they were written", it => it.Rows.Count == 3);
    }

    private async Task EventsAsync()
    {
        show.Section("Events, and a container to remove");
        await DockerAsync("web1", "run", "-d", "--name", "worker", "--restart", "always", Image, "sh", "-c", Crash);
        await show.StepAsync("Watch-ClusterEvent -Type container -MaxCount 4 -WaitSec 60",
            Watch(new EventWatch { Type = ["container"] }, TimeSpan.FromSeconds(60)).Take(4), Views.Event, "worker ends and is started, again and again",
            it => it.Rows.Count == 4 && it.Rows.Any(row => row.Action == "die") && it.Rows.Any(row => row.Action == "start"));
        await show.StepAsync("Get-ClusterContainerLog worker -Tail 1",
            Log(new() { Names = ["worker"], Tail = 1 }), Views.Log, "its last words", it => it.Rows is [{ Message: "no work left" }]);
        await show.StepAsync("Get-ClusterContainer worker | Remove-ClusterContainer -Force -Confirm:$false",
            Do(new ContainerQuery { Names = ["worker"] }, found => new RemoveContainer { Containers = found, Force = true }), null, "no error", it => it.Problems.Count == 0);
        await show.StepAsync("Get-ClusterEvent -Node web1 -Newest 4",
            cluster.Events.GetAsync(new EventQuery { Nodes = ["web1"], Newest = 4 }, cancel), Views.Event, "the last thing seen of it is its removal",
            it => it.Rows[^1] is { Name: "worker", Action: "destroy" });
    }

    private async Task GoesDownAsync()
    {
        show.Section("A host goes down");
        show.OnHost("$", $"kill -9 {hosts.Up.Hosts[1].Process}   # the Docker engine of web2");
        await hosts.SendAsync(["kill", "web2"], cancel);
        await show.StepAsync("Get-ClusterContainer",
            Containers(new()), Views.Container, "one error, which names web2 and says what to do; the containers of web1",
            it => it.Rows is [{ Name: "blog" }] && it.Problems is [{ Node: "web2", Remedy.Length: > 0 }]);
        await show.StepAsync("Get-ClusterNode",
            Nodes(), Views.Node, "web1 is Ready, web2 is Unreachable",
            it => it.Rows.OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => row.Status).SequenceEqual([NodeStatus.Ready, NodeStatus.Unreachable]));
        await show.StepAsync("Get-ClusterNode web2 | Format-List",
            Nodes("web2"), Views.NodeList, "the last known values, their age, the reason and the remedy",
            it => it.Rows is [{ Docker.Remedy.Length: > 0, Reason.Length: > 0, Containers.Running: 2 }] && Display.Age(it.Rows[0].ObservedAt).EndsWith("ago", StringComparison.Ordinal));
        await show.StepAsync("Get-ClusterContainer -Node web2 -Cached",
            Containers(new() { Nodes = ["web2"], Cached = true }), Views.Container, "what ran there when it was last seen", it => it.Rows.Count == 2 && it.Problems.Count == 0);
        await show.StepAsync("Get-Cluster",
            cluster.Overview.GetAsync(new SummaryQuery(), cancel), Views.Summary, "a warning of web2", it => it.Rows[0].Warnings is [{ Id: "NodeUnreachable", Node: "web2" }]);
    }

    private async Task ComesBackAsync()
    {
        show.Section("It comes back");
        show.OnHost("#", "Somebody starts the Docker engine of web2 again.");
        await hosts.SendAsync(["start", "web2"], cancel);
        await show.StepAsync("Wait-ClusterNode web2 -WaitSec 60",
            cluster.Nodes.WaitAsync(new NodeWait { Nodes = ["web2"], Wait = TimeSpan.FromSeconds(60) }, cancel), Views.Node, "web2 is Ready", it => it.Rows is [{ Status: NodeStatus.Ready }]);
        await show.StepAsync("Get-ClusterContainer -Node web2 -State Exited | Start-ClusterContainer -PassThru",
            Do(new ContainerQuery { Nodes = ["web2"], State = [ContainerState.Exited] }, found => new StartContainer { Containers = found }), Views.Container,
            "what went down with it runs again", it => it.Rows.Count == 2 && AllRun(it));
        await show.StepAsync("Wait-ClusterContainer shop -Healthy -WaitSec 60",
            Healthy("shop"), Views.Container, "shop is healthy", it => it.Rows is [{ Health: ContainerHealth.Healthy }]);
        await show.StepAsync("Get-ClusterOperation -Newest 5",
            cluster.Operations.GetAsync(new OperationQuery { Newest = 5 }, cancel), Views.Operation, "every change is in the journal",
            it => it.Rows.Count == 5 && it.Rows.All(row => row.Outcome == OperationOutcome.Succeeded));
    }

    private async Task NginxAsync()
    {
        var (api1, key1, proxy1) = (hosts.Up.Hosts[0].NginxApi, hosts.Up.Hosts[0].NginxApiKeyFile, hosts.Up.Hosts[0].ProxyAddress);
        var (api2, key2, proxy2) = (hosts.Up.Hosts[1].NginxApi, hosts.Up.Hosts[1].NginxApiKeyFile, hosts.Up.Hosts[1].ProxyAddress);
        show.Section("A plain nginx on each host, with an agent beside it");
        await show.StepAsync($"Set-ClusterNode web1 -NginxApi {api1} -NginxApiKeyFile {key1} -ProxyAddress {proxy1}",
            Do(SetProxy("web1", api1, key1, proxy1)), Views.Node, "its nginx is well, too", it => it.Rows is [{ NginxApi.Health: EndpointHealth.Healthy }]);
        await show.StepAsync($"Set-ClusterNode web2 -NginxApi {api2} -NginxApiKeyFile {key2} -ProxyAddress {proxy2}",
            Do(SetProxy("web2", api2, key2, proxy2)), Views.Node, "its nginx is well, too", it => it.Rows is [{ NginxApi.Health: EndpointHealth.Healthy }]);
        await show.StepAsync("Get-NginxStatus",
            cluster.Nginx.GetStatusAsync(new NginxStatusQuery(), cancel), Views.NginxStatus, "two agents, both nginx are healthy", it => it.Rows.Count == 2 && it.Rows.All(row => row.Health == EndpointHealth.Healthy));
        await show.StepAsync("Test-NginxConfiguration",
            cluster.Nginx.TestAsync(new NginxConfigurationTest(), cancel), Views.Check, "both configurations are valid", it => it.Rows.Count == 2 && it.Rows.All(row => row.Passed));
        await show.StepAsync("Invoke-NginxReload web1, web2 -Probe http://shop.example/",
            Do(new ReloadNginx { Nodes = ["web1", "web2"], Probe = new Uri("http://shop.example/") }), Views.NginxReload, "nginx took it on both: that was verified, not believed", AllTaken);
    }

    private async Task NotTakenAsync()
    {
        show.Section("A reload that nginx does not take");
        var port = await hosts.SendAsync(["occupy", "web1"], cancel);
        show.OnHost("#", $"On web1 a new site wants to listen on {port}, but another program does.");
        await show.StepAsync("Test-NginxConfiguration web1",
            cluster.Nginx.TestAsync(new NginxConfigurationTest { Nodes = ["web1"] }, cancel), Views.Check, "nginx -t finds nothing wrong", it => it.Rows is [{ Passed: true }]);
        await show.StepAsync("Invoke-NginxReload web1, web2",
            Do(new ReloadNginx { Nodes = ["web1", "web2"] }), Views.NginxReload, "it is said that web1 runs its old configuration; web2 is left alone",
            it => it.Rows is [{ Outcome: NginxReloadOutcome.Failed, LogTail.Length: > 0 }, { Outcome: NginxReloadOutcome.Skipped }] && it.Problems is [{ ErrorId: "NginxReloadNotTaken" }]);
        show.OnHost("#", "The other program has ended.");
        await hosts.SendAsync(["free"], cancel);
        await show.StepAsync("Invoke-NginxReload web1, web2",
            Do(new ReloadNginx { Nodes = ["web1", "web2"] }), Views.NginxReload, "nginx took it on both", AllTaken);
        await VisitAsync("any.example/visit", "200 no site of this name", "web1", "web2");
        await show.StepAsync("Get-NginxLog | Where-Object Stream -EQ access | Select-Object -Last 2",
            cluster.Nginx.ReadLogAsync(new NginxLogQuery(), cancel).Where(answer => answer.Value?.Stream == "access").TakeLast(2), Views.NginxLog, "the logs of both, merged",
            it => it.Rows.Select(row => row.Node).Order(StringComparer.Ordinal).SequenceEqual(["web1", "web2"]) && it.Rows.All(row => row.Message.Contains("GET /visit", StringComparison.Ordinal)));
    }

    private static bool AllTaken(Outcome<NginxReloadResult> it) => it.Rows.Count == 2 && it.Rows.All(row => row.Verified);

    private static SetNode SetProxy(string name, string api, string keyFile, string address) => new() { Nodes = [name], Settings = Proxy(api, keyFile, address) };

    private static NodeSettings Proxy(string api, string keyFile, string address) =>
        new() { NginxApi = new Uri(api), NginxApiKey = SecretFile.Read(keyFile), ProxyAddress = new Uri(address) };

    private static bool AllRun(Outcome<ClusterContainer> it) => it.Rows.All(row => row.State == ContainerState.Running);

    private static AddNode Node(string name, string docker, string address, string location) =>
        new() { Name = name, Settings = new NodeSettings { Docker = new Uri(docker), Address = [address], Location = location } };

    private static IAsyncEnumerable<Answer<ClusterConnection>> Connected(string path) => new[]
    {
        (Answer<ClusterConnection>)new ClusterConnection { Kind = ConnectionKind.File, Path = path, IsDefault = true, ConnectedAt = DateTimeOffset.UtcNow },
    }.ToAsyncEnumerable();

    private IAsyncEnumerable<Answer<ClusterNode>> Nodes(params string[] names) => cluster.Nodes.GetAsync(new NodeQuery { Nodes = names }, cancel);

    private IAsyncEnumerable<Answer<ClusterContainer>> Containers(ContainerQuery query) => cluster.Containers.GetAsync(query, cancel);

    private IAsyncEnumerable<Answer<ClusterContainer>> Healthy(params string[] names) =>
        cluster.Containers.WaitAsync(new ContainerWait { Names = names, Healthy = true, Wait = TimeSpan.FromSeconds(60) }, cancel);

    private IAsyncEnumerable<Answer<ClusterLogEntry>> Log(ContainerLogQuery query) => cluster.Containers.ReadLogAsync(query, cancel);

    private async IAsyncEnumerable<Answer<ClusterEvent>> Watch(EventWatch request, TimeSpan wait)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(wait);
        await foreach (var answer in cluster.Events.WatchAsync(request, limited.Token))
            yield return answer;
    }

    /// <summary>A change: what its plan could not find, what was so already, then what came of the rest.</summary>
    private IAsyncEnumerable<Answer<T>> Do<T>(ChangeRequest<T> request) => Do(cluster, request);

    private async IAsyncEnumerable<Answer<T>> Do<T>(ICluster by, ChangeRequest<T> request)
    {
        var plan = await by.Operations.PlanAsync(request, cancel);
        foreach (var failure in plan.Failures)
            yield return failure;
        foreach (var warning in plan.Warnings)
            yield return warning;
        foreach (var row in plan.Unchanged)
            yield return row;
        if (plan.Changes.Count == 0)
            yield break;
        await foreach (var answer in by.Operations.ApplyAsync(plan, cancel))
            yield return answer;
    }

    /// <summary>A pipeline: a change of what a query found.</summary>
    private async IAsyncEnumerable<Answer<ClusterContainer>> Do(ContainerQuery query, Func<IReadOnlyList<ContainerRef>, ChangeRequest<ClusterContainer>> change)
    {
        var found = new List<ContainerRef>();
        await foreach (var answer in Containers(query))
        {
            if (answer.IsValue)
                found.Add(new ContainerRef(answer.Value.Node, answer.Value.Id, answer.Value.Name));
            else
                yield return answer;
        }

        await foreach (var answer in Do(change(found)))
            yield return answer;
    }

    private async IAsyncEnumerable<Answer<PlannedChange>> WhatIf<T>(ChangeRequest<T> request)
    {
        var plan = await cluster.Operations.PlanAsync(request, cancel);
        foreach (var failure in plan.Failures)
            yield return failure;
        foreach (var change in plan.Changes)
            yield return change;
    }

    private async Task DockerAsync(string host, params string[] arguments)
    {
        var quoted = arguments.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word);
        show.OnHost($"{host}$", $"docker {string.Join(' ', quoted)}", await hosts.SendAsync(["docker", host, .. arguments], cancel));
    }
}
