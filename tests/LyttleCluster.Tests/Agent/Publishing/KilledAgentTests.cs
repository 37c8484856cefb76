using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;
using static LyttleCluster.Tests.Agent.Publishing.PublishingNode;

namespace LyttleCluster.Tests.Agent.Publishing;

/// <summary>An agent that is killed (SIGKILL, in a process of its own) before and after every step of a change that outlives it.</summary>
public sealed class KilledAgentTests
{
    [NginxFact]
    public Task In_a_publish_that_nginx_takes() => KillAtEachStepAsync(
        (_, number) => Task.FromResult<string[]>(["publish", $"https://t{number}.test/"]),
        DurableSteps.WriteMemory, DurableSteps.WriteRelease, DurableSteps.WriteTestCopy, DurableSteps.RemoveTestCopy, DurableSteps.SwitchSnippet, DurableSteps.Signal, DurableSteps.WriteDraft, DurableSteps.RemoveRelease);

    [NginxFact]
    public Task In_going_back_to_an_earlier_release() => KillAtEachStepAsync(
        async (node, number) =>
        {
            var current = await node.CurrentAsync();
            if (node.Store.Releases.All(release => release.Id == current)) await node.PublishedAsync(Redirect("new.test", $"https://u{number}.test/"));
            current = await node.CurrentAsync();
            return ["activate", node.Store.Releases.First(release => release.Id != current).Id];
        },
        DurableSteps.WriteMemory, DurableSteps.SwitchSnippet, DurableSteps.Signal, DurableSteps.WriteDraft);

    [NginxFact]
    public async Task In_a_publish_that_nginx_does_not_take()
    {
        OccupiedPort? taken = null;
        try
        {
            await KillAtEachStepAsync(
                (node, number) =>
                {
                    taken ??= node.Nginx.OccupyWantedPort();
                    return Task.FromResult<string[]>(["publish", $"https://t{number}.test/"]);
                },
                DurableSteps.WriteMemory, DurableSteps.WriteRelease, DurableSteps.SwitchSnippet, DurableSteps.Signal, DurableSteps.PutBackSnippet, DurableSteps.RemoveRelease);
        }
        finally
        {
            taken?.Dispose();
        }
    }

    [NginxFact]
    public Task In_a_reload_that_makes_the_draft_live() => KillAtEachStepAsync(
        async (node, number) =>
        {
            await node.Publisher.DraftAsync(new Service.Agent.Publishing.EntryChange { Set = [new Service.Agent.Publishing.EntryWish(node.Store.Draft.Rows.First(row => row.Entry.Names[0] == "new.test").Id, null, Redirect("new.test", $"https://v{number}.test/"))] }, default);
            return ["reload", "-"];
        },
        DurableSteps.WriteMemory, DurableSteps.WriteRelease, DurableSteps.SwitchSnippet, DurableSteps.Signal);

    /// <summary>The same change again and again, ended one step later each time, until it comes to its end.</summary>
    /// <param name="prepare">Makes ready for the change of that number, and says which it is.</param>
    /// <param name="expected">Steps that have to be among those at which it was ended.</param>
    private static async Task KillAtEachStepAsync(Func<PublishingNode, int, Task<string[]>> prepare, params string[] expected)
    {
        await using var node = await PublishingNode.StartAsync();
        await node.PublishedAsync(Redirect("keep.test", "https://kept.test/"), Redirect("new.test", "https://old.test/"));
        await node.PublishedAsync(Redirect("new.test", "https://older.test/"));
        var seen = new HashSet<string>();
        for (var step = 0; ; step++)
        {
            var change = await prepare(node, step);
            var before = (Current: (await node.CurrentAsync())!, Answer: (await node.AskAsync("new.test")).What);
            await node.Control.DisposeAsync();
            var run = await Command.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "LyttleCluster.DyingAgent.dll"), NginxServer.Executable, node.Nginx.ConfigurationFile, node.Data, node.Listen, $"{step}", .. change]);
            var last = run.Output.Trim().Split('\n')[^1];
            var at = $"killed {last}";

            // With what lies there nginx would start, and the one that runs has not stopped serving.
            var test = await node.TestAsync();
            Assert.True(test.ExitCode == 0, $"{at}: {test.Error}");
            Assert.Equal((301, "https://kept.test/"), await node.AskAsync("keep.test"));

            await node.OpenAsync();
            // The first turn is the settling's.
            var current = await node.Control.InTurnAsync(turn => turn.CurrentAsync(), default);
            await IsConsistentAsync(node, current!, before, at, isReload: change[0] == "reload");
            if (last.StartsWith("ended ", StringComparison.Ordinal)) break;
            Assert.True(run.ExitCode != 0, at);
            seen.Add(last);
        }

        Assert.All(expected, step => Assert.Superset(new HashSet<string> { "before " + step, "after " + step }, seen));
    }

    /// <summary>All say the same: files, releases, draft and nginx; and it is the old or the new.</summary>
    private static async Task IsConsistentAsync(PublishingNode node, string current, (string Current, string Answer) before, string at, bool isReload)
    {
        var release = node.Store.Find(current);
        Assert.True(release is not null, at);
        var entries = node.Store.EntriesOf(current);
        Assert.True(isReload || node.Store.Draft.ETag == entries.ETag, $"{at}: the draft is not what is live");
        Assert.True((await node.Control.GetStateAsync(default)).ReleaseServed, $"{at}: the release of the files is not served");
        var target = entries.Rows.First(row => row.Entry.Names[0] == "new.test").Entry.RedirectTo;
        Assert.Equal((at, target), (at, (await node.AskAsync("new.test")).What));
        if (current == before.Current) Assert.Equal((at, before.Answer), (at, target));
        Assert.All(node.Store.Releases, one => Assert.NotNull(node.Store.TextOf(one.Id)));
        Assert.All(Directory.GetDirectories(Path.Combine(node.Data, "releases")), folder => Assert.NotNull(node.Store.Find(Path.GetFileName(folder))));
        Assert.DoesNotContain(Directory.GetFiles(node.Nginx.Folder), file => file.Contains("lyttle-cluster-test", StringComparison.Ordinal));
    }
}
