using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

public class PodmanServiceTests
{
    [PodmanFact]
    public async Task Runs_a_container_and_leaves_nothing_behind()
    {
        string folder;
        await using (var podman = await PodmanService.StartAsync())
        {
            folder = Path.GetDirectoryName(podman.SocketPath)!;
            var id = await podman.RunAsync(ContainerRun.Quiet("one") with { Ports = ["8080:80"] });
            var list = await podman.Http.GetStringAsync("/v1.41/containers/json");
            Assert.Contains(id, list, StringComparison.Ordinal);
            Assert.Contains("docker.io/lyttle/busybox:test", list, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain(folder, await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
    }
}
