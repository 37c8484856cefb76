using LyttleCluster.Core.Watching;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A cluster with one of everything that pages show, some of it meant to break them.</summary>
internal static class SampleCluster
{
    /// <summary>What a node could give to be run by a browser.</summary>
    public const string Evil = "\"><script>window.hacked=1</script><img src=x onerror=window.hacked=1>";

    private static readonly string[] Names = ["api", "blog", "cache", "mail", "queue", "shop", "shop-canary", "backup", "migrate"];

    public static IReadOnlyList<WatchedNode> Nodes(DateTimeOffset now) =>
    [
        Node("ams1", now, "eu/ams/rack1", ["anna"], 38.2, NodeStatus.Ready),
        Node("ams2", now, "eu/ams/rack1", ["anna"], 91.4, NodeStatus.Ready),
        Node("ams3", now, "eu/ams/rack2", ["anna", "platform"], 12.7, NodeStatus.Degraded),
        Node("fra1", now, "eu/fra", ["platform"], 4.1, NodeStatus.Suspended),
        Away("fra2", now),
        Node("nyc1", now, "us/nyc", [], 55.9, NodeStatus.Ready),
        new WatchedNode { Node = new ClusterNode { Name = "new1", Docker = new ClusterEndpoint { Uri = new Uri("ssh://new1") } } },
    ];

    /// <summary>A node whose every text is made to break out.</summary>
    public static WatchedNode Hostile(DateTimeOffset now) => new()
    {
        Node = new ClusterNode
        {
            Name = "evil1",
            Status = NodeStatus.Degraded,
            Reason = Evil,
            OperatingSystem = Evil,
            Kernel = Evil,
            Location = Evil,
            Owners = [Evil],
            HostAddresses = [Evil],
            Labels = new Dictionary<string, string> { [Evil] = Evil },
            Docker = new ClusterEndpoint { Uri = new Uri("tcp://10.0.0.66:2375"), Connection = EndpointConnection.Connected, Health = EndpointHealth.Warning, Version = Evil, Reason = Evil, Remedy = Evil, ObservedAt = now },
            NginxApi = new ClusterEndpoint { Uri = new Uri("http://10.0.0.66:3003"), Connection = EndpointConnection.Connected, Health = EndpointHealth.Healthy, Version = Evil, ObservedAt = now },
            Containers = new ClusterContainerCounts { Total = 1, Running = 1 },
            ObservedAt = now,
        },
        Containers =
        [
            new ClusterContainer
            {
                Node = "evil1",
                Name = Evil,
                Id = new string('e', 64),
                Image = Evil,
                State = ContainerState.Running,
                Status = "=HYPERLINK(\"http://example.invalid\")\u202e" + Evil,
                Labels = new Dictionary<string, string> { [Evil] = Evil, ["formula"] = "=1+1" },
                App = Evil,
                CreatedAt = now,
                ObservedAt = now,
            },
        ],
        Nginx = new NginxStatus { Node = "evil1", Dialect = Evil, Version = Evil, Release = Evil, Reason = Evil, Certificates = [new NginxCertificate { Domains = [Evil], DaysLeft = 3 }] },
    };

    private static WatchedNode Node(string name, DateTimeOffset now, string location, string[] owners, double cpu, NodeStatus status) => new()
    {
        Node = new ClusterNode
        {
            Name = name,
            Status = status,
            Suspended = status == NodeStatus.Suspended,
            Reason = status == NodeStatus.Degraded ? "nginx_api: Unhealthy: its last reload failed" : null,
            Docker = new ClusterEndpoint { Uri = new Uri($"ssh://{name}"), Connection = EndpointConnection.Connected, Health = EndpointHealth.Healthy, Version = "20.10.24", ApiVersion = "1.41", Latency = TimeSpan.FromMilliseconds(7), ObservedAt = now.AddSeconds(-3) },
            NginxApi = new ClusterEndpoint
            {
                Uri = new Uri($"https://{name}:3003"),
                Connection = EndpointConnection.Connected,
                Health = status == NodeStatus.Degraded ? EndpointHealth.Unhealthy : EndpointHealth.Healthy,
                Version = "0.1.0",
                Latency = TimeSpan.FromMilliseconds(3),
                ObservedAt = now.AddSeconds(-3),
                Reason = status == NodeStatus.Degraded ? "Its last reload failed: host not found in upstream \"shop\"" : null,
                Remedy = status == NodeStatus.Degraded ? "Look at its log, and reload again." : null,
            },
            OperatingSystem = "Debian GNU/Linux 12 (bookworm)",
            Kernel = "6.1.0-18-amd64",
            Cpus = 8,
            CpuPercent = cpu,
            Load = [0.42, 0.51, 0.44],
            MemoryBytes = 16L << 30,
            MemoryUsedBytes = (long)(cpu / 100 * (16L << 30)) + (1L << 30),
            Disks = [new ClusterDisk { Path = "/", TotalBytes = 80L << 30, UsedBytes = 31L << 30 }, new ClusterDisk { Path = "/var/lib/docker", TotalBytes = 200L << 30, UsedBytes = 178L << 30 }],
            Uptime = TimeSpan.FromDays(41.3),
            HostAddresses = ["10.0.0.11", "192.0.2.11"],
            Address = ["10.0.0.11"],
            Containers = new ClusterContainerCounts { Total = 9, Running = 6, Paused = 1, Stopped = 2, Unhealthy = 1 },
            Location = location,
            Labels = new Dictionary<string, string> { ["env"] = "prod", ["role"] = "web" },
            Owners = owners,
            ProxyAddress = new Uri($"http://{name}"),
            ObservedAt = now.AddSeconds(-3),
        },
        Containers = [.. Enumerable.Range(0, 9).Select(number => Container(name, number, now))],
        Nginx = new NginxStatus
        {
            Node = name,
            Dialect = "LyttleCluster agent",
            Version = "0.1.0",
            NginxVersion = "1.22.1",
            Capabilities = NginxCapabilities.Reload | NginxCapabilities.Logs | NginxCapabilities.Configuration,
            Health = EndpointHealth.Healthy,
            Release = "20261122T081500Z-4f0c",
            LastReload = now.AddMinutes(-42),
            OldWorkers = 0,
            Certificates =
            [
                new NginxCertificate { Domains = ["shop.example.com", "www.shop.example.com"], ExpiresAt = now.AddDays(61), DaysLeft = 61 },
                new NginxCertificate { Domains = ["blog.example.com"], ExpiresAt = now.AddDays(12), DaysLeft = 12 },
            ],
            ObservedAt = now.AddSeconds(-3),
        },
        ProbeDuration = TimeSpan.FromMilliseconds(11),
    };

    private static WatchedNode Away(string name, DateTimeOffset now)
    {
        var node = Node(name, now.AddMinutes(-17), "eu/fra", ["platform"], 20, NodeStatus.Ready);
        var gone = new ClusterEndpoint { Uri = new Uri($"ssh://{name}"), Connection = EndpointConnection.Unreachable, Reason = "No answer within 10 s.", Remedy = "Test-ClusterNode tells which layer fails.", ObservedAt = now.AddMinutes(-17) };
        return node with
        {
            Node = node.Node with { Status = NodeStatus.Unreachable, Reason = "Docker: no answer within 10 s", Docker = gone, NginxApi = gone with { Uri = new Uri($"https://{name}:3003") } },
            AwaySince = now.AddMinutes(-17),
            ClockSkew = TimeSpan.FromSeconds(-9),
        };
    }

    public static ClusterContainer Container(string node, int number, DateTimeOffset now)
    {
        var state = number switch { 6 => ContainerState.Paused, 7 or 8 => ContainerState.Exited, _ => ContainerState.Running };
        return new ClusterContainer
        {
            Node = node,
            Name = Names[number],
            Id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{node}/{number}"))),
            Image = $"registry.example.com/shop/{(number % 2 == 0 ? "app" : "worker")}:2026.{number}",
            State = state,
            Health = number == 3 ? ContainerHealth.Unhealthy : number < 3 ? ContainerHealth.Healthy : ContainerHealth.None,
            Status = state switch { ContainerState.Running => number == 3 ? "Up 3 days (unhealthy)" : "Up 3 days", ContainerState.Paused => "Up 2 hours (Paused)", _ => "Exited (0) 2 hours ago" },
            ExitCode = state == ContainerState.Exited ? 0 : null,
            Ports = state == ContainerState.Running ? [new ClusterPort { ContainerPort = 3000, HostPort = 20000 + number, HostAddress = "10.0.0.11" }] : [],
            Labels = new Dictionary<string, string> { ["com.docker.compose.project"] = "shop", ["com.docker.compose.service"] = $"service{number}" },
            App = number == 5 ? "shop.example.com" : null,
            CreatedAt = now.AddDays(-3).AddMinutes(number),
            ObservedAt = now.AddSeconds(-3),
        };
    }
}
