using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

[Collection(EnginesCollection.Name)]
public class DockerEngineTests(EnginesFixture engines)
{
    [EngineFact]
    public async Task Engines_are_hosts_of_their_own()
    {
        var ids = new List<string>();
        foreach (var number in new[] { 0, 1 })
        {
            var engine = await engines.EngineAsync(number);
            using var info = JsonDocument.Parse(await engine.Http.GetStringAsync("/info"));
            ids.Add(info.RootElement.GetProperty("ID").GetString()!);
        }

        Assert.NotEqual(ids[0], ids[1]);
    }

    [EngineFact]
    public async Task The_same_published_port_works_on_two_hosts()
    {
        using var http = new HttpClient();
        var names = new[] { EnginesFixture.Unique("web"), EnginesFixture.Unique("web") };
        for (var number = 0; number < 2; number++)
        {
            var engine = await engines.EngineAsync(number);
            var page = $"echo host{number} > /www/index.html; exec httpd -f -h /www -p 80";
            await engine.RunAsync(new ContainerRun(names[number], "sh", "-c", page) { Ports = ["18080:80"] });
            try
            {
                Assert.Equal($"host{number}\n", await GetWhenServedAsync(http, $"http://{engine.Address}:18080/"));
            }
            finally
            {
                await engine.RemoveAsync(names[number]);
            }
        }
    }

    [EngineFact]
    public async Task Mutual_tls_lets_in_only_clients_with_a_certificate()
    {
        var engine = await engines.EngineAsync();
        var files = engine.TlsFiles!;
        var tls = new[] { "-H", engine.TcpUri!.ToString(), "--tlsverify", "--tlscacert", files.CertificateAuthority };
        var docker = Command.Find("docker")!;
        string[] version = ["version", "--format", "{{.Server.APIVersion}}"];

        Assert.NotEmpty(await Command.MustAsync(docker, [.. tls, "--tlscert", files.ClientCertificate, "--tlskey", files.ClientKey, .. version]));
        Assert.NotEqual(0, (await Command.RunAsync(docker, [.. tls, .. version])).ExitCode);
    }

    [EngineFact]
    public async Task A_killed_engine_comes_back_with_its_data_and_leaves_nothing_behind()
    {
        var engine = await DockerEngine.StartAsync();
        var folder = Path.GetDirectoryName(engine.SocketPath)!;
        await using (engine)
        {
            var id = await engine.RunAsync("kept");
            await engine.KillAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => engine.Http.GetStringAsync("/_ping"));

            await engine.RestartAsync();
            Assert.Contains(id, await engine.Http.GetStringAsync("/containers/json?all=1"), StringComparison.Ordinal);
            await engine.DockerAsync("start", "kept");
            await engine.KillAsync();
        }

        Assert.False(Directory.Exists(folder));
        Assert.False(File.Exists("/var/run/netns/" + engine.Name));
        Assert.DoesNotContain(folder, await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), process => CommandLine(process).Contains(folder, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task What_a_killed_run_left_is_cleared_by_the_next_one()
    {
        await using var engine = await DockerEngine.StartAsync(new DockerEngineOptions { Bridge = false, ImportImage = false });
        var folder = Path.GetDirectoryName(engine.SocketPath)!;
        await File.WriteAllTextAsync(Path.Combine(folder, "owner"), "4194304 1"); // one more than the largest process id that Linux gives
        await PeerFolder.RemoveStaleAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(engine.IsRunning);
    }

    [EngineFact]
    public async Task A_paused_engine_takes_connections_and_answers_when_resumed()
    {
        await using var engine = await DockerEngine.StartAsync(new DockerEngineOptions { Bridge = false, ImportImage = false });
        engine.PauseProcess();
        var answer = engine.Http.GetStringAsync("/_ping");
        engine.ResumeProcess();
        Assert.Equal("OK", await answer);
    }

    /// <summary>httpd needs a moment to listen: the port refuses or resets until then.</summary>
    private static async Task<string> GetWhenServedAsync(HttpClient http, string address)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                return await http.GetStringAsync(new Uri(address), limit.Token);
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
