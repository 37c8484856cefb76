using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Tests.Peers;
using LyttleCluster.Tests.State;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>An nginx in a container of a real engine: the same control, by other means.</summary>
[Collection(EnginesCollection.Name)]
public sealed class ContainerNginxTests(EnginesFixture engines) : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _etc = new();

    public void Dispose()
    {
        _data.Dispose();
        _etc.Dispose();
    }

    [EngineFact]
    public async Task Tests_reloads_and_reads_the_logs_of_a_container()
    {
        var engine = await engines.EngineAsync();
        await NginxImage.ImportAsync(engine);
        Configure("one");
        var name = EnginesFixture.Unique("nginx");
        await engine.RunAsync(new ContainerRun(name) { Image = NginxImage.Reference, Flags = ["-v", _etc.Path + ":/etc/nginx:ro"] });
        try
        {
            await using var control = await NginxControls.OpenAsync(
                new NginxSettings { Container = name, Docker = engine.UnixUri, DataFolder = _data.Path }, TimeProvider.System, default);

            // Taken, and asked inside the container's own network.
            var first = await control.ReloadAsync(force: false, default);
            Assert.Equal((ReloadOutcome.Reloaded, null), (first.Outcome, first.Error));
            var state = await control.GetStateAsync(default);
            Assert.Equal((true, first.Release, true, 1), (state.Running, state.Release, state.ReleaseServed, state.Workers.Current));

            // Refused by the test.
            Configure("two", "no_such_directive on;");
            Assert.Contains("no_such_directive", (await control.TestAsync(default)).Output, StringComparison.Ordinal);
            Assert.Equal(ReloadOutcome.ConfigurationInvalid, (await control.ReloadAsync(force: false, default)).Outcome);

            // Not taken: the words come from what the engine keeps of the container's standard error.
            var forced = await control.ReloadAsync(force: true, default);
            Assert.Equal(ReloadOutcome.ReloadNotTaken, forced.Outcome);
            Assert.Contains("no_such_directive", forced.Error, StringComparison.Ordinal);
            Assert.Equal(first.Release, (await control.GetStateAsync(default)).Release);

            var page = await control.ReadLogAsync(new LogQuery { Count = 100, Level = NginxLogLevel.Emerg }, default);
            Assert.Contains(page.Entries, entry => entry.Message.Contains("no_such_directive", StringComparison.Ordinal));
            Assert.Empty((await control.ReadLogAsync(new LogQuery { Count = 100, After = page.Next }, default)).Entries);

            // A container that ended is an nginx that does not run; started again it is found again.
            await engine.DockerAsync("kill", name);
            Assert.Equal(ReloadOutcome.NginxNotRunning, (await control.ReloadAsync(force: false, default)).Outcome);
            Configure("three");
            await engine.DockerAsync("start", name);
            // The engine has started the program; it becomes nginx's master a moment later.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!(await control.GetStateAsync(limit.Token)).Running) await Task.Delay(10, limit.Token);
            Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
        }
        finally
        {
            await engine.RemoveAsync(name);
        }
    }

    [EngineFact]
    public async Task A_test_that_hangs_in_a_container_is_killed()
    {
        var engine = await engines.EngineAsync();
        await NginxImage.ImportAsync(engine);
        Configure("one");
        var name = EnginesFixture.Unique("nginx");
        await engine.RunAsync(new ContainerRun(name) { Image = NginxImage.Reference, Flags = ["-v", _etc.Path + ":/etc/nginx:ro"] });
        try
        {
            await using var host = await ContainerNginx.OpenAsync(name, null, engine.UnixUri, TimeProvider.System, default);
            // nginx waits for ever to open a pipe that nobody writes to.
            await Command.MustAsync("mkfifo", [_etc["pipe"]]);
            Configure("one", "include /etc/nginx/pipe;");
            Assert.True((await host.DumpAsync(TimeSpan.FromSeconds(2), null, default)).TimedOut);
            // A killed process is in the list until the engine has collected it.
            string[] own;
            do own = (await engine.DockerAsync("top", name, "-o", "pid,args")).Split('\n');
            while (own.Any(line => line.Contains("nginx -T", StringComparison.Ordinal)));
            Assert.Contains(own, line => line.Contains("nginx: master", StringComparison.Ordinal));
        }
        finally
        {
            await engine.RemoveAsync(name);
        }
    }

    private void Configure(string answer, string http = "")
    {
        Directory.CreateDirectory(_etc["conf.d"]);
        File.WriteAllText(_etc["nginx.conf"], $$"""
            user root;
            worker_processes 1;
            error_log /var/log/nginx/error.log notice;
            events { worker_connections 64; }
            http {
                access_log /var/log/nginx/access.log;
                {{http}}
                include /etc/nginx/conf.d/*.conf;
                server { listen 80; return 200 "{{answer}}"; }
            }
            """);
    }
}
