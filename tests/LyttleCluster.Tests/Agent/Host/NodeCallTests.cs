using System.Net;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Tests.Agent.Http;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Host;

public sealed class NodeCallTests
{
    [Fact]
    public async Task The_facts_of_this_very_host()
    {
        await using var agent = await RunningAgent.StartAsync();
        var facts = await agent.GetJsonAsync("/node", RunningAgent.Viewer);
        Assert.Equal(Environment.MachineName, facts.GetProperty("hostName").GetString());
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), facts.GetProperty("kernel").GetString());
        Assert.Equal("2026-01-02T03:04:05.000Z", facts.GetProperty("time").GetString());
        Assert.InRange(facts.GetProperty("cpus").GetInt32(), Environment.ProcessorCount, 4096);
        Assert.InRange(facts.GetProperty("cpuPercent").GetDouble(), 0, 100);
        Assert.InRange(facts.GetProperty("memoryUsedBytes").GetInt64(), 1, facts.GetProperty("memoryBytes").GetInt64());
        Assert.True(facts.GetProperty("uptimeSeconds").GetDouble() > 0);
        Assert.Equal(3, facts.GetProperty("load").GetArrayLength());
        var root = facts.GetProperty("disks").EnumerateArray().Single(disk => disk.GetProperty("path").GetString() == "/");
        Assert.InRange(root.GetProperty("usedBytes").GetInt64(), 1, root.GetProperty("totalBytes").GetInt64());
        Assert.Equal((false, "0.1.0"), (facts.GetProperty("rebootAllowed").GetBoolean(), facts.GetProperty("agentVersion").GetString()));
        Assert.All(["operatingSystem", "architecture"], name => Assert.NotEmpty(facts.GetProperty(name).GetString()!));
    }

    [Fact]
    public async Task A_reboot_is_not_allowed_by_itself()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.PostAsync("/node/reboot");
        Assert.Equal((HttpStatusCode.Forbidden, "RebootNotAllowed"), (answer.StatusCode, (await RunningAgent.JsonAsync(answer)).GetProperty("code").GetString()));
        Assert.Equal(0, agent.Reboot.Count);
    }

    [Fact]
    public async Task A_reboot_that_was_allowed_is_accepted_once_the_host_agreed()
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { AllowReboot = true } });
        Assert.True((await agent.GetJsonAsync("/node")).GetProperty("rebootAllowed").GetBoolean());
        using var answer = await agent.PostAsync("/node/reboot");
        Assert.Equal((HttpStatusCode.Accepted, """{"accepted":true}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(1, agent.Reboot.Count);
        agent.Reboot.Failure = new ClusterException("RebootFailed", ClusterErrorCategory.ResourceUnavailable, "sudo: a password is required", "Allow it.");
        using var failed = await agent.PostAsync("/node/reboot");
        Assert.Equal((HttpStatusCode.InternalServerError, "RebootFailed"), (failed.StatusCode, (await RunningAgent.JsonAsync(failed)).GetProperty("code").GetString()));
    }

    // The command itself, with harmless ones: nothing here ever names the one that reboots.
    [Fact]
    public async Task The_command_is_run_with_its_words()
    {
        using var folder = new TemporaryFolder();
        await new RebootCommand(["touch", folder["rebooted now"]]).RebootAsync(CancellationToken.None);
        Assert.True(File.Exists(folder["rebooted now"]));
    }

    [Theory]
    [InlineData("exit code 3. not today", "sh", "-c", "echo not today >&2; exit 3")]
    [InlineData("no-such-program failed", "no-such-program")]
    public async Task A_command_that_fails_is_told_in_its_own_words(string expected, params string[] words)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => new RebootCommand(words).RebootAsync(CancellationToken.None));
        Assert.Equal("RebootFailed", failure.ErrorId);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("--print-sudo-rules", failure.Remedy, StringComparison.Ordinal);
    }
}
