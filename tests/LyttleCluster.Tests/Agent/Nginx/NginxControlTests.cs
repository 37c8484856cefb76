using System.Globalization;
using System.Net;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Tests.Peers;
using LyttleCluster.Tests.State;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>Reloads of a real nginx, and everything that may come between.</summary>
public sealed class NginxControlTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [NginxFact]
    public async Task A_reload_is_taken_and_its_release_is_answered()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        Assert.Null((await control.GetStateAsync(default)).Release);

        nginx.Answer = "two";
        nginx.WriteConfiguration();
        var report = await control.ReloadAsync(force: false, default);

        Assert.Equal((ReloadOutcome.Reloaded, null), (report.Outcome, report.Error));
        Assert.Equal("two", await nginx.GetAsync());
        var state = await control.GetStateAsync(default);
        Assert.Equal((true, report.Release, true), (state.Running, state.Release, state.ReleaseServed));
        Assert.Equal((nginx.MasterPid, 2, 0, "1."), (state.MasterPid, state.Workers.Current, state.Workers.OldGenerations, state.Version![..2]));
        Assert.Equal(ReloadOutcome.Reloaded, state.LastReload!.Outcome);
    }

    [NginxFact]
    public async Task A_configuration_that_nginx_refuses_is_not_signalled_and_the_release_stays()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var first = await control.ReloadAsync(force: false, default);
        var workers = nginx.Workers;

        nginx.BreakConfiguration();
        var test = await control.TestAsync(default);
        var report = await control.ReloadAsync(force: false, default);

        Assert.False(test.Valid);
        Assert.Contains("""unknown directive "no_such_directive" in""", test.Output, StringComparison.Ordinal);
        Assert.Equal(ReloadOutcome.ConfigurationInvalid, report.Outcome);
        Assert.Contains("no_such_directive", report.Error, StringComparison.Ordinal);
        Assert.Equal(workers, nginx.Workers);
        var state = await control.GetStateAsync(default);
        Assert.Equal((first.Release, true, ReloadOutcome.ConfigurationInvalid), (state.Release, state.ReleaseServed, state.LastReload!.Outcome));
        nginx.RepairConfiguration();
        Assert.Equal((true, ReloadOutcome.Reloaded), ((await control.TestAsync(default)).Valid, (await control.ReloadAsync(force: false, default)).Outcome));
    }

    [NginxFact]
    public async Task Forced_a_broken_configuration_reaches_nginx_which_keeps_the_old_one()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        nginx.BreakConfiguration();
        var report = await control.ReloadAsync(force: true, default);
        Assert.Equal(ReloadOutcome.ReloadNotTaken, report.Outcome);
        Assert.Contains("no_such_directive", report.Error, StringComparison.Ordinal);
        Assert.Contains(report.Log, line => line.Contains("[emerg]", StringComparison.Ordinal));
    }

    [NginxFact]
    public async Task A_port_that_another_program_has_passes_the_test_and_comes_out_as_not_taken_until_it_is()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var first = await control.ReloadAsync(force: false, default);
        using (var taken = nginx.OccupyWantedPort())
        {
            Assert.True((await control.TestAsync(default)).Valid);
            var failed = await control.ReloadAsync(force: false, default);
            Assert.Equal(ReloadOutcome.ReloadNotTaken, failed.Outcome);
            Assert.Equal($"bind() to {taken.EndPoint} failed (98: Address already in use)", failed.Error);
            Assert.Contains(failed.Log, line => line.Contains("still could not bind()", StringComparison.Ordinal));
            Assert.Null(failed.Release);

            var again = await control.ReloadAsync(force: false, default);
            Assert.Equal(ReloadOutcome.ReloadNotTaken, again.Outcome);
            Assert.StartsWith("Still not taken (first at ", again.Error, StringComparison.Ordinal);
            var state = await control.GetStateAsync(default);
            Assert.Equal((first.Release, true, ReloadOutcome.ReloadNotTaken), (state.Release, state.ReleaseServed, state.LastReload!.Outcome));
        }

        Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
        Assert.Equal(ReloadOutcome.Reloaded, (await control.GetStateAsync(default)).LastReload!.Outcome);
    }

    [NginxFact]
    public async Task Somebody_elses_reload_that_is_taken_ends_a_failure()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        using (nginx.OccupyWantedPort()) await control.ReloadAsync(force: false, default);
        await nginx.ReloadAsync();
        Assert.Equal(ReloadOutcome.Reloaded, (await control.GetStateAsync(default)).LastReload!.Outcome);
    }

    [NginxFact]
    public async Task A_dead_nginx_is_said_and_one_started_since_is_noticed()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        await control.ReloadAsync(force: false, default);
        await nginx.KillAsync();

        var report = await control.ReloadAsync(force: false, default);
        Assert.Equal(ReloadOutcome.NginxNotRunning, report.Outcome);
        Assert.Contains(nginx.PidFile, report.Error, StringComparison.Ordinal);
        Assert.Equal((false, null), ((await control.GetStateAsync(default)).Running, (await control.GetStateAsync(default)).MasterPid));

        await nginx.StartAgainAsync();
        var state = await control.GetStateAsync(default);
        Assert.Equal((true, true, ReloadOutcome.Reloaded), (state.Running, state.ReleaseServed, state.LastReload!.Outcome));
    }

    [NginxFact]
    public async Task Workers_of_a_dead_master_are_named()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var orphans = nginx.Workers;
        await nginx.KillMasterAsync();
        var report = await control.ReloadAsync(force: false, default);
        Assert.Equal(ReloadOutcome.NginxNotRunning, report.Outcome);
        Assert.All(orphans, pid => Assert.Contains(pid.ToString(CultureInfo.InvariantCulture), report.Error, StringComparison.Ordinal));
    }

    [NginxFact]
    public async Task A_port_of_the_release_that_was_taken_while_nginx_was_down_is_replaced()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        await control.ReloadAsync(force: false, default);
        var port = SnippetPort(nginx);
        await nginx.KillAsync();
        using var taken = new OccupiedPort(IPAddress.Loopback, port);

        // Once is not enough: an nginx that starts has its ports before it can be known as one.
        Assert.False((await control.GetStateAsync(default)).Running);
        Assert.Equal(port, SnippetPort(nginx));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (; SnippetPort(nginx) == port; await Task.Delay(10, limit.Token)) await control.GetStateAsync(limit.Token);
        await nginx.StartAgainAsync();
        Assert.True((await control.GetStateAsync(default)).ReleaseServed);
    }

    [NginxFact]
    public async Task A_port_of_the_release_that_another_program_took_does_not_fail_the_reload()
    {
        await using var nginx = await NginxServer.StartAsync();
        using var taken = new OccupiedPort(IPAddress.Loopback);
        // The agent remembers a port that was free once.
        File.WriteAllText(Path.Combine(_data.Path, "nginx.json"), $$"""{ "Port": {{taken.EndPoint.Port}} }""");
        await using var control = await OpenAsync(nginx);

        var report = await control.ReloadAsync(force: false, default);

        Assert.Equal((ReloadOutcome.Reloaded, null), (report.Outcome, report.Error));
        Assert.NotEqual(taken.EndPoint.Port, SnippetPort(nginx));
        Assert.True((await control.GetStateAsync(default)).ReleaseServed);
    }

    [NginxFact]
    public async Task Too_many_old_generations_refuse_a_reload_until_they_are_gone()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx, most: 2);
        // Generations are told apart by the 100 ms that the master rests after it started one by a reload; after its own start it does not.
        await control.ReloadAsync(force: false, default);
        using (await nginx.HoldAsync())
        {
            await control.ReloadAsync(force: false, default);
            using (await nginx.HoldAsync())
            {
                Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
                var workers = (await control.GetStateAsync(default)).Workers;
                Assert.Equal((2, 2, 2, 2), (workers.Current, workers.Old, workers.OldGenerations, workers.MaxOldGenerations));

                var refused = await control.ReloadAsync(force: false, default);
                Assert.Equal(ReloadOutcome.TooManyOldWorkers, refused.Outcome);
                Assert.Contains("worker_shutdown_timeout", refused.Error, StringComparison.Ordinal);
            }
        }

        await UntilAsync(async () => (await control.GetStateAsync(default)).Workers.Old == 0);
        Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
    }

    [NginxFact]
    public async Task A_shutdown_timeout_frees_old_workers()
    {
        await using var nginx = await NginxServer.StartAsync(new NginxServerOptions { Main = "worker_shutdown_timeout 100ms;" });
        await using var control = await OpenAsync(nginx);
        using var held = await nginx.HoldAsync();
        Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
        await UntilAsync(async () => (await control.GetStateAsync(default)).Workers.Old == 0);
    }

    [NginxFact]
    public async Task A_reload_that_takes_long_is_waited_for_as_long_as_the_master_works()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        await nginx.WriteSlowSiteAsync(servers: 400);
        var report = await control.ReloadAsync(force: true, default);
        Assert.Equal((ReloadOutcome.Reloaded, null), (report.Outcome, report.Error));
    }

    [NginxFact]
    public async Task A_reload_of_somebody_else_in_between_does_no_harm()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        nginx.SendReload();
        var reloading = control.ReloadAsync(force: false, default);
        nginx.SendReload();
        Assert.Equal(ReloadOutcome.Reloaded, (await reloading).Outcome);
        Assert.True((await control.GetStateAsync(default)).ReleaseServed);
    }

    [NginxFact]
    public async Task Reloads_at_the_same_time_take_turns()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => control.ReloadAsync(force: false, default)));
        Assert.All(reports, report => Assert.Equal(ReloadOutcome.Reloaded, report.Outcome));
        Assert.Equal(4, reports.Select(report => report.Release).Distinct().Count());
        Assert.Contains((await control.GetStateAsync(default)).Release, reports.Select(report => report.Release));
    }

    [NginxFact]
    public async Task A_second_caller_may_give_up_waiting_for_its_turn()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var first = control.ReloadAsync(force: false, default);
        using var impatient = new CancellationTokenSource();
        var second = control.ReloadAsync(force: false, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(ReloadOutcome.Reloaded, (await first).Outcome);
    }

    [NginxFact]
    public async Task A_binary_upgrade_that_is_under_way_is_recognised()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var old = await nginx.BeginUpgradeAsync();
        var report = await control.ReloadAsync(force: false, default);
        Assert.Equal(ReloadOutcome.ReloadFailed, report.Outcome);
        Assert.Contains("binary upgrade", report.Error, StringComparison.Ordinal);
        Assert.Contains(old.ToString(CultureInfo.InvariantCulture), report.Error, StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task What_a_stopped_master_will_do_is_not_known_until_it_goes_on()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        nginx.PauseMaster();
        var report = await control.ReloadAsync(force: false, default);
        Assert.Equal((ReloadOutcome.ReloadUnknown, false), (report.Outcome, report.PutBack));
        Assert.Contains("does not react", report.Error, StringComparison.Ordinal);
        var again = await control.ReloadAsync(force: false, default);
        Assert.Equal(ReloadOutcome.ReloadUnknown, again.Outcome);
        Assert.Contains("An earlier reload is not settled", again.Error, StringComparison.Ordinal);

        nginx.ResumeMaster();
        await UntilAsync(async () => (await control.GetStateAsync(default)).LastReload!.Outcome == ReloadOutcome.Reloaded);
        Assert.True((await control.GetStateAsync(default)).ReleaseServed);
    }

    [NginxFact]
    public async Task Another_pid_file_in_the_configuration_does_not_hide_the_running_master()
    {
        await using var nginx = await NginxServer.StartAsync();
        File.WriteAllText(nginx.ConfigurationFile, File.ReadAllText(nginx.ConfigurationFile).Replace(nginx.PidFile, nginx.PidFile + ".new", StringComparison.Ordinal));
        await using var control = await OpenAsync(nginx);
        Assert.Equal(nginx.MasterPid, (await control.GetStateAsync(default)).MasterPid);
        nginx.WriteConfiguration();
        Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
    }

    [NginxFact]
    public async Task Without_a_folder_that_http_includes_the_workers_alone_are_the_proof()
    {
        await using var nginx = await NginxServer.StartAsync(new NginxServerOptions { IncludeFolder = false });
        await using var control = await OpenAsync(nginx);
        Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
        var state = await control.GetStateAsync(default);
        Assert.Equal((null, false), (state.Release, state.ReleaseServed));
        nginx.BreakConfiguration(); // a file that nothing includes
        Assert.Equal(ReloadOutcome.Reloaded, (await control.ReloadAsync(force: false, default)).Outcome);
        File.AppendAllText(nginx.ConfigurationFile, "no_such_directive on;");
        Assert.Equal(ReloadOutcome.ReloadNotTaken, (await control.ReloadAsync(force: true, default)).Outcome);
    }

    [NginxFact]
    public async Task Errors_that_go_to_syslog_leave_our_own_words()
    {
        await using var nginx = await NginxServer.StartAsync(new NginxServerOptions { ErrorLog = "error_log syslog:server=127.0.0.1:9;" });
        await using var control = await OpenAsync(nginx);
        using var taken = nginx.OccupyWantedPort();
        var report = await control.ReloadAsync(force: false, default);
        Assert.Equal(ReloadOutcome.ReloadNotTaken, report.Outcome);
        Assert.Contains("cannot be read here", report.Error, StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task A_reload_that_ended_while_the_agent_was_away_is_settled_by_what_answers()
    {
        await using var nginx = await NginxServer.StartAsync();
        string release;
        await using (var control = await OpenAsync(nginx)) release = (await control.ReloadAsync(force: false, default)).Release!;
        // As it stood on disk when the agent died after the signal.
        var memory = Path.Combine(_data.Path, "nginx.json");
        File.WriteAllText(memory, $$"""{ "Port": {{SnippetPort(nginx)}}, "Pending": { "Release": "{{release}}", "StartedAt": "2026-11-21T10:00:00Z", "SnippetFile": "{{Snippet(nginx)}}", "PreviousSnippet": null, "Signalled": true, "Before": [ { "Pid": 1, "StartTicks": 1 } ], "LogEnds": {} } }""");
        await using (var control = await OpenAsync(nginx))
        {
            await UntilAsync(async () => (await control.GetStateAsync(default)).LastReload!.Outcome == ReloadOutcome.Reloaded);
            Assert.True((await control.GetStateAsync(default)).ReleaseServed);
        }
    }

    [NginxFact]
    public async Task A_reload_that_was_not_taken_while_the_agent_was_away_is_put_back()
    {
        await using var nginx = await NginxServer.StartAsync();
        string release;
        await using (var control = await OpenAsync(nginx)) release = (await control.ReloadAsync(force: false, default)).Release!;
        var good = File.ReadAllText(Snippet(nginx));
        File.WriteAllText(Snippet(nginx), good.Replace(release, "never", StringComparison.Ordinal));
        var before = string.Join(", ", nginx.Workers.Select(pid => $$"""{ "Pid": {{pid}}, "StartTicks": {{File.ReadAllText($"/proc/{pid}/stat").Split(' ')[^31]}} }"""));
        File.WriteAllText(Path.Combine(_data.Path, "nginx.json"), $$"""
            { "Pending": { "Release": "never", "StartedAt": "2026-11-21T10:00:00Z", "SnippetFile": "{{Snippet(nginx)}}",
              "PreviousSnippet": {{System.Text.Json.JsonSerializer.Serialize(good)}}, "Signalled": true, "Before": [ {{before}} ], "LogEnds": {} } }
            """);
        await using (var control = await OpenAsync(nginx))
        {
            await UntilAsync(async () => (await control.GetStateAsync(default)).LastReload!.Outcome == ReloadOutcome.ReloadNotTaken);
            var state = await control.GetStateAsync(default);
            Assert.Equal((release, true), (state.Release, state.ReleaseServed));
        }
    }

    [NginxFact]
    public async Task The_release_answers_GET_only_and_is_in_no_access_log()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var control = await OpenAsync(nginx);
        var report = await control.ReloadAsync(force: false, default);
        using var http = new HttpClient();
        var address = new Uri($"http://127.0.0.1:{SnippetPort(nginx)}/");
        Assert.Equal(report.Release, await http.GetStringAsync(address));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync(address, null)).StatusCode);
        Assert.Equal("", File.ReadAllText(nginx.AccessLog));
    }

    private static string Snippet(NginxServer nginx) => Path.Combine(nginx.SitesFolder, "lyttle-cluster-release.conf");

    private static int SnippetPort(NginxServer nginx) =>
        int.Parse(File.ReadAllText(Snippet(nginx)).Split("127.0.0.1:")[1].Split(';')[0], CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition()) await Task.Delay(10, limit.Token);
    }

    private Task<INginxControl> OpenAsync(NginxServer nginx, int most = 8) => NginxControls.OpenAsync(
        new NginxSettings { Executable = NginxServer.Executable, ConfigurationFile = nginx.ConfigurationFile, DataFolder = _data.Path, MaxOldGenerations = most },
        TimeProvider.System, default);
}
