using LyttleCluster.Core.Docker;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Tests.Peers;
using LyttleCluster.Tests.State;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>Programs, rights and paths of where nginx runs.</summary>
public sealed class NginxHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NginxFact]
    public async Task A_test_that_hangs_is_killed_after_a_minute()
    {
        // nginx waits for ever to open a pipe that nobody writes to.
        await Command.MustAsync("mkfifo", [_folder["pipe"]]);
        File.WriteAllText(_folder["nginx.conf"], $"include {_folder["pipe"]};");
        var time = new ManualTimeProvider();
        await using var host = await HostNginx.OpenAsync(NginxServer.Executable, _folder["nginx.conf"], time, default);
        var running = host.DumpAsync(TimeSpan.FromSeconds(60), null, default);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await running).TimedOut);
    }

    [Fact]
    public async Task A_program_that_is_not_there_or_no_nginx_is_refused()
    {
        Assert.Equal("NginxProgramNotFound", await ErrorOf("/no/such/nginx"));
        Assert.Equal("NginxProgramUnknown", await ErrorOf("/bin/true"));
        File.WriteAllText(_folder["text"], "");
        Assert.Equal("NginxProgramNotRunnable", await ErrorOf(_folder["text"]));
    }

    [Fact]
    public void Sudo_rules_are_exact_commands()
    {
        var layout = NginxLayout.From(
            ConfigurationFiles.FromDump("# configuration file /etc/nginx/nginx.conf:\nerror_log /var/log/nginx/error.log; http { access_log /var/log/a,b.log; include conf.d/*.conf; }\n")!,
            NginxBuild.Parse("nginx version: nginx/1.22.1"));
        Assert.Equal(
            [
                "agent ALL=(root) NOPASSWD: /usr/sbin/nginx -T -c /etc/nginx/nginx.conf",
                "agent ALL=(root) NOPASSWD: /usr/sbin/nginx -s reload -c /etc/nginx/nginx.conf",
                "agent ALL=(root) NOPASSWD: /usr/bin/tee /etc/nginx/conf.d/.lyttle-cluster-release.conf.new",
                "agent ALL=(root) NOPASSWD: /usr/bin/mv -f /etc/nginx/conf.d/.lyttle-cluster-release.conf.new /etc/nginx/conf.d/lyttle-cluster-release.conf",
                "agent ALL=(root) NOPASSWD: /usr/bin/tail -c 8388608 /var/log/nginx/error.log",
                "agent ALL=(root) NOPASSWD: /usr/bin/tail -c 8388608 /var/log/a\\,b.log",
            ],
            NginxPrivileges.Rules("/usr/sbin/nginx", layout).Select(rule => rule.Line("agent")));
    }

    [NginxFact]
    public async Task Privileges_are_checked_without_a_change()
    {
        await using var nginx = await NginxServer.StartAsync();
        var workers = nginx.Workers;
        var checks = await NginxPrivileges.CheckAsync(Settings(nginx), default);
        Assert.Equal(["test the configuration", "reload nginx", "write the release file", "read the error log", "read the access log"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.True(check.Passed, check.Detail));
        Assert.Empty(Directory.GetFiles(nginx.SitesFolder));
        Assert.Equal(workers, nginx.Workers);
    }

    [NginxFact]
    public async Task Removing_the_agents_file_leaves_nginx_as_it_was()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using (var control = await NginxControls.OpenAsync(Settings(nginx), TimeProvider.System, default)) await control.ReloadAsync(force: false, default);
        Assert.Equal(Path.Combine(nginx.SitesFolder, "lyttle-cluster-release.conf"), await NginxControls.RemoveSnippetAsync(Settings(nginx), TimeProvider.System, default));
        Assert.Empty(Directory.GetFiles(nginx.SitesFolder));
        Assert.Null(await NginxControls.RemoveSnippetAsync(Settings(nginx), TimeProvider.System, default));
        await nginx.ReloadAsync();
        Assert.Equal("one", await nginx.GetAsync());
    }

    [NginxFact]
    public async Task Logs_of_a_running_nginx_are_read_with_errors_and_requests()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await NginxControls.OpenAsync(Settings(nginx), TimeProvider.System, default);
        var begin = await control.ReadLogAsync(new LogQuery { Count = 1 }, default);
        await nginx.GetAsync("hello");
        await Assert.ThrowsAsync<HttpRequestException>(() => nginx.GetAsync("fault"));
        var page = await control.ReadLogAsync(new LogQuery { Count = 100, After = begin.Next }, default);
        Assert.Contains(page.Entries, entry => entry.Stream == NginxLogStream.Access && entry.Message.Contains("GET /hello", StringComparison.Ordinal));
        var error = Assert.Single(page.Entries, entry => entry.Level == NginxLogLevel.Error);
        Assert.Contains("/fault", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Pid!.Value, nginx.Workers);
        Assert.InRange(error.Timestamp!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("/etc/nginx/conf.d/a.conf", "/srv/sites/a.conf")] // the deeper mount
    [InlineData("/etc/nginx/nginx.conf", "/srv/web/nginx.conf")]
    [InlineData("/etc/nginx2/x", null)]
    [InlineData("/run/x", null)] // in memory
    public void A_path_of_a_container_is_found_on_the_host_by_its_mounts(string path, string? here) => Assert.Equal(here, ContainerPaths.Mounted(
        [
            new DockerMount { Type = "bind", Source = "/srv/web", Destination = "/etc/nginx" },
            new DockerMount { Type = "bind", Source = "/srv/sites", Destination = "/etc/nginx/conf.d" },
            new DockerMount { Type = "tmpfs", Source = "", Destination = "/run" },
        ],
        path));

    private static async Task<string> ErrorOf(string program) =>
        (await Assert.ThrowsAsync<ClusterException>(() => HostNginx.OpenAsync(program, null, TimeProvider.System, default))).ErrorId;

    private NginxSettings Settings(NginxServer nginx) => new() { Executable = NginxServer.Executable, ConfigurationFile = nginx.ConfigurationFile, DataFolder = _folder.Path };
}
