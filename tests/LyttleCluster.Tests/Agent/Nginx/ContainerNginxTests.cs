using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;
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
    public async Task What_is_published_lies_where_the_container_sees_it_and_outlives_it()
    {
        var engine = await engines.EngineAsync();
        await NginxImage.ImportAsync(engine);
        Configure("one");
        var name = EnginesFixture.Unique("nginx");
        await engine.RunAsync(new ContainerRun(name) { Image = NginxImage.Reference, Flags = ["-v", _etc.Path + ":/etc/nginx:ro"] });
        try
        {
            await using var control = await NginxControls.OpenAsync(new NginxSettings { Container = name, Docker = engine.UnixUri, DataFolder = _data.Path }, TimeProvider.System, default);
            using var log = new StringWriter();
            var publisher = new EntryPublisher(
                control, new PublishingOptions { HttpListen = ["80"] }, NameResolver.OfThisHost(TimeProvider.System), new Counters(), new ServiceLog(log, LogFormat.Text, TimeProvider.System), TimeProvider.System);
            var published = Assert.IsType<PublishAnswer.Published>(await PublishAsync("https://new.test/"));
            Assert.Contains($"include \"/etc/nginx/conf.d/lyttle-cluster/{published.Release}/*.conf\";", File.ReadAllText(_etc["conf.d/lyttle-cluster-release.conf"]), StringComparison.Ordinal);
            Assert.Equal((published.Release, true), ((await control.GetStateAsync(default)).ConfigurationRelease, (await control.GetStateAsync(default)).ReleaseServed));

            // Refused beside the live files, which the container sees as well.
            Configure("two", "server_names_hash_bucket_size 64;");
            var before = File.ReadAllText(_etc["conf.d/lyttle-cluster-release.conf"]);
            var refused = Assert.IsType<PublishAnswer.Refused>(await publisher.PublishAsync(
                new EntryChange { Set = [new EntryWish(null, null, Redirect($"{new string('a', 60)}.{new string('b', 60)}.test", "https://new.test/"))] }, new PublishCaller("test", "test"), default));
            Assert.Contains("server_names_hash", refused.Output, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllText(_etc["conf.d/lyttle-cluster-release.conf"]));
            Assert.Equal(["conf.d", "nginx.conf"], Directory.GetFileSystemEntries(_etc.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

            await engine.DockerAsync("restart", "-t", "1", name);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!(await control.GetStateAsync(limit.Token)).ReleaseServed) await Task.Delay(10, limit.Token);
            Assert.Equal(published.Release, (await control.GetStateAsync(default)).ConfigurationRelease);

            Task<PublishAnswer> PublishAsync(string target) =>
                publisher.PublishAsync(new EntryChange { Set = [new EntryWish(null, null, Redirect("old.test", target))] }, new PublishCaller("test", "test"), default);
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

    private static NginxEntry Redirect(string name, string target) => new() { Names = [name], Kind = NginxEntryKind.Redirect, RedirectTo = target };

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
