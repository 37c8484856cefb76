using System.Text;
using System.Text.Json;
using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class DockerMappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("running", "Up 3 hours", ContainerState.Running)]
    [InlineData("exited", "Exited (0) 1 second ago", ContainerState.Exited)]
    [InlineData("stopped", "", ContainerState.Exited)]
    [InlineData("configured", "", ContainerState.Created)]
    [InlineData("initialized", "", ContainerState.Created)]
    [InlineData("created", "Created", ContainerState.Created)]
    [InlineData("paused", "Up 2 hours (Paused)", ContainerState.Paused)]
    [InlineData("restarting", "Restarting (1) 5 seconds ago", ContainerState.Restarting)]
    [InlineData("removing", "Removal In Progress", ContainerState.Removing)]
    [InlineData("stopping", "", ContainerState.Running)]
    [InlineData("dead", "Dead", ContainerState.Dead)]
    [InlineData("Running", "", ContainerState.Running)]
    [InlineData("hibernating", "Up 1 hour", ContainerState.Unknown)]
    [InlineData("", "Up 2 hours (Paused)", ContainerState.Paused)]
    [InlineData(null, "Up 2 hours", ContainerState.Running)]
    [InlineData(null, "", ContainerState.Unknown)]
    public void Knows_every_word_for_a_state(string? word, string status, ContainerState expected) =>
        Assert.Equal(expected, DockerMapping.ParseState(word, status));

    [Theory]
    [InlineData("Up 3 hours (healthy)", ContainerHealth.Healthy)]
    [InlineData("Up 3 hours (unhealthy)", ContainerHealth.Unhealthy)]
    [InlineData("Up 3 hours (health: starting)", ContainerHealth.Starting)]
    [InlineData("Up 3 hours (health: confused)", ContainerHealth.Unknown)]
    [InlineData("Up 3 hours (Paused)", ContainerHealth.None)]
    [InlineData("Up 3 hours", ContainerHealth.None)]
    [InlineData("", ContainerHealth.None)]
    public void Reads_health_from_the_status_of_a_list(string status, ContainerHealth expected) =>
        Assert.Equal(expected, DockerMapping.ParseHealth(status));

    [Theory]
    [InlineData(ContainerState.Exited, "Exited (137) 3 minutes ago", 137)]
    [InlineData(ContainerState.Exited, "Exited (-1) 3 minutes ago", -1)]
    [InlineData(ContainerState.Restarting, "Restarting (2) 5 seconds ago", 2)]
    [InlineData(ContainerState.Exited, "Exited", null)]
    [InlineData(ContainerState.Exited, "Exited (", null)]
    [InlineData(ContainerState.Running, "Up 2 hours (5)", null)]
    [InlineData(ContainerState.Created, "Created", null)]
    public void Reads_the_exit_code_from_the_status_of_a_list(ContainerState state, string status, int? expected) =>
        Assert.Equal(expected, DockerMapping.ParseExitCode(state, status));

    [Fact]
    public void A_container_of_a_list_becomes_one_of_the_model()
    {
        var container = Assert.Single(Listed("""
            [{"Id":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","Names":["/other/link","/web"],"Image":"nginx:1.27",
              "Created":1795243508,"State":"running","Status":"Up 3 hours (healthy)","Labels":{"a":"1"},"SomethingNew":{"x":[1]},
              "Ports":[{"IP":"::","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":443,"Type":"udp"}]}]
            """));
        Assert.Equal(("n1", "web", "nginx:1.27", ContainerState.Running, ContainerHealth.Healthy), (container.Node, container.Name, container.Image, container.State, container.Health));
        Assert.Equal("1", container.Labels["a"]);
        Assert.Equal(["[::]:8080->80/tcp", "443/udp"], container.Ports.Select(port => port.ToString()));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795243508), container.CreatedAt);
        Assert.Equal(Now, container.ObservedAt);
        Assert.Null(container.ExitCode);
        Assert.Null(container.RestartCount);
    }

    [Fact]
    public void A_container_with_nothing_but_nulls_does_no_harm()
    {
        var containers = Listed("""
            [{"Id":"0123456789abcdef","Names":null,"Image":null,"ImageID":null,"Created":null,"Ports":null,"Labels":null,"State":null,"Status":null},
             {"Id":null,"Names":[null],"Ports":[null,{"IP":null,"PrivatePort":null,"PublicPort":null,"Type":null}],"Labels":{"a":null}},{},null]
            """);
        Assert.Equal(3, containers.Length);
        var container = containers[0];
        Assert.Equal(("0123456789ab", ContainerState.Unknown), (container.Name, container.State));
        Assert.Empty(container.Ports);
        Assert.Empty(container.Labels);
        Assert.Equal(("", "", "0/tcp", ""), (containers[1].Id, containers[1].Name, Assert.Single(containers[1].Ports).ToString(), containers[1].Labels["a"]));
        Assert.Equal("", containers[2].Id);
    }

    [Fact]
    public void Words_that_repeat_are_one_string_and_others_are_not_mixed_up()
    {
        var words = Enumerable.Range(0, 2000).Select(number => $"shop/app:{number}").Append("").Append("é").Append("\u0001\"\\😀").Append(new string('x', 500)).ToList();
        var body = JsonSerializer.Serialize(words.Concat(words).Select(word => new { Id = word, Image = word, Labels = new Dictionary<string, string> { [word] = word } }));
        var containers = Listed(body);
        Assert.Equal([.. words, .. words], containers.Select(container => container.Image));
        Assert.All(containers, container => Assert.Equal(container.Image, container.Labels[container.Id]));
        Assert.Same(containers[5].Image, containers[5].Labels.Values.Single());
    }

    [Fact]
    public void The_first_of_the_names_that_is_no_link_is_its_own()
    {
        var containers = Listed("""[{"Id":"0123456789abcdef","Names":["/other/link"]},{"Names":["/a/link","/first","/second"]},{"Names":["plain"]}]""");
        Assert.Equal(["0123456789ab", "first", "plain"], containers.Select(container => container.Name));
    }

    [Fact]
    public void Numbers_may_be_texts_and_the_image_may_have_only_an_id()
    {
        var container = Assert.Single(Listed("""[{"Created":"1795243508","ImageID":"sha256:abc","Ports":[{"PrivatePort":"80","PublicPort":"8080"}]}]"""));
        Assert.Equal((DateTimeOffset.FromUnixTimeSeconds(1795243508), "sha256:abc", "0.0.0.0:8080->80/tcp"), (container.CreatedAt, container.Image, container.Ports[0].ToString()));
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("[] []")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("""[{"Id":17}]""")]
    [InlineData("""[{"Image":{}}]""")]
    [InlineData("""[{"Names":"web"}]""")]
    [InlineData("""[{"Labels":["a"]}]""")]
    [InlineData("""[{"Created":"soon"}]""")]
    [InlineData("""[{"Created":1.5}]""")]
    [InlineData("""[{"Ports":[{"PrivatePort":4294967296}]}]""")]
    [InlineData("""[{"Id":"\ud800"}]""")]
    [InlineData("""["a"]""")]
    public void What_is_no_list_of_containers_is_refused(string body) => Assert.ThrowsAny<JsonException>(() => Listed(body));

    [Theory]
    [InlineData("[]")]
    [InlineData(" null ")]
    public void An_engine_without_containers(string body) => Assert.Empty(Listed(body));

    [Fact]
    public void Counts_by_state()
    {
        var counts = ContainerCounting.Count(Listed("""
            [{"State":"running","Status":"Up 1 hour (unhealthy)"},{"State":"running","Status":"Up 1 hour"},{"State":"paused"},{"State":"restarting"},
             {"State":"exited"},{"State":"created"},{"State":"dead"}]
            """));
        Assert.Equal(new ClusterContainerCounts { Total = 7, Running = 2, Paused = 1, Restarting = 1, Stopped = 3, Unhealthy = 1 }, counts);
    }

    [Fact]
    public void Usage_is_what_the_docker_command_computes()
    {
        var stats = Stats("""
            {"read":"2026-11-21T06:45:11.5Z","pids_stats":{"current":7},
             "cpu_stats":{"cpu_usage":{"total_usage":3000},"system_cpu_usage":20000,"online_cpus":4},
             "precpu_stats":{"cpu_usage":{"total_usage":1000},"system_cpu_usage":10000},
             "memory_stats":{"usage":1000,"limit":18446744073709551615,"stats":{"inactive_file":300,"total_inactive_file":400}},
             "networks":{"eth0":{"rx_bytes":1,"tx_bytes":2},"eth1":{"rx_bytes":10,"tx_bytes":20}},
             "blkio_stats":{"io_service_bytes_recursive":[{"op":"Read","value":5},{"op":"read","value":6},{"op":"write","value":7},{"op":"Total","value":99}]}}
            """).ToUsage(null, "n1", "web", Now);
        Assert.Equal(80, stats.CpuPercent);
        Assert.Equal((600, long.MaxValue, 7), (stats.MemoryBytes, stats.MemoryLimitBytes, stats.Pids));
        Assert.Equal((11, 22, 11, 7), (stats.NetworkReceivedBytes, stats.NetworkSentBytes, stats.BlockReadBytes, stats.BlockWrittenBytes));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 6, 45, 11, 500, TimeSpan.Zero), stats.ObservedAt);
    }

    [Fact]
    public void Usage_on_cgroup_v2_leaves_out_inactive_file_and_takes_the_sample_before()
    {
        var before = Stats("""{"cpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000,"online_cpus":2}}""");
        var now = Stats("""{"cpu_stats":{"cpu_usage":{"total_usage":200},"system_cpu_usage":1400,"online_cpus":2},"memory_stats":{"usage":1000,"stats":{"inactive_file":300}}}""");
        var usage = now.ToUsage(before, "n1", "web", Now);
        Assert.Equal((50, 700), (usage.CpuPercent, usage.MemoryBytes));
        Assert.Equal(Now, usage.ObservedAt);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"cpu_stats":{"cpu_usage":{"total_usage":1}},"precpu_stats":{}}""")]
    [InlineData("""{"cpu_stats":{"cpu_usage":{"total_usage":5},"system_cpu_usage":10},"precpu_stats":{"cpu_usage":{"total_usage":0},"cpu":0}}""")]
    [InlineData("""{"cpu_stats":{"cpu_usage":{"total_usage":5},"system_cpu_usage":10},"precpu_stats":{"cpu_usage":{"total_usage":9},"system_cpu_usage":5}}""")]
    [InlineData("""{"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":null},"networks":null,"memory_stats":{},"blkio_stats":{"io_service_bytes_recursive":null}}""")]
    public void Without_two_samples_there_is_no_percentage(string json) => Assert.Null(Stats(json).ToUsage(null, "n1", "web", Now).CpuPercent);

    [Fact]
    public void Inspection_adds_what_lists_do_not_tell()
    {
        var detail = JsonSerializer.Deserialize("""
            {"Id":"abc","Name":"/web","Created":"2026-11-21T06:45:09.150312332Z","RestartCount":3,
             "State":{"Status":"exited","ExitCode":137,"OOMKilled":true,"StartedAt":"2026-11-21T06:45:09.2Z","FinishedAt":"2026-11-21T06:50:00Z","Health":{"Status":"unhealthy"}},
             "Config":{"Image":"nginx","Labels":null},
             "NetworkSettings":{"Networks":{"a":{"IPAddress":"172.17.0.2"},"b":null},"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"53/udp":null}}}
            """, DockerJson.Default.DockerContainerDetail)!;
        var container = detail.ToModel("n1", Now);
        Assert.Equal(("web", ContainerState.Exited, 137, 3, ContainerHealth.None), (container.Name, container.State, container.ExitCode, container.RestartCount, container.Health));
        Assert.Equal(["0.0.0.0:8080->80/tcp", "53/udp"], container.Ports.Select(port => port.ToString()));
        Assert.Equal(["172.17.0.2"], detail.NetworkSettings!.Addresses);
        Assert.Equal("Exited (137) at 2026-11-21 06:50:00Z", container.Status);
    }

    [Fact]
    public void Warns_of_an_api_without_tls_once()
    {
        var info = new DockerInfo { Warnings = ["WARNING: No swap limit support"], OSType = "linux", LoggingDriver = "json-file" };
        Assert.Equal(["No swap limit support"], DockerMapping.Warnings(Endpoint("unix:///x"), info));
        Assert.Equal(["No swap limit support"], DockerMapping.Warnings(Endpoint("tcp://127.0.0.1:2375"), info));
        Assert.Equal(2, DockerMapping.Warnings(Endpoint("tcp://10.0.0.5:2375"), info).Count);
        var said = info with { Warnings = ["WARNING: API is accessible on http://0.0.0.0:2375 without encryption.\n         Access to the remote API is equivalent to root access"] };
        Assert.Single(DockerMapping.Warnings(Endpoint("tcp://10.0.0.5:2375"), said));
    }

    private static ClusterContainer[] Listed(string json) => ContainerListReader.Read(Encoding.UTF8.GetBytes(json), "n1", Now);

    private static DockerEndpoint Endpoint(string uri) => new() { Node = "n1", Uri = new Uri(uri) };

    private static DockerStats Stats(string json) => JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(json), DockerJson.Default.DockerStats)!;
}
