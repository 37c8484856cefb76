using LyttleCluster.Service.Agent.Joining;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>Wherever an agent is killed while it joins, what lies on its disk lets it go on.</summary>
public sealed class KilledAgentTests
{
    [Fact]
    public async Task Killed_at_any_step_that_outlives_it_the_agent_becomes_the_node_all_the_same()
    {
        await using var scene = await JoinScene.StartAsync();
        var images = new List<(string Step, string Folder)>();
        scene.Change = options => options with { OnStep = step => images.Add((step, Copy(scene.DataFolder))) };
        await scene.StartAgentAsync();
        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
        var fingerprint = scene.Agent.Joining!.Fingerprint;
        await scene.StopAgentAsync();
        scene.Change = options => options;
        Assert.Equal(
            ["before key", "drafted key", "stored key", "announced", "before certificate", "drafted certificate", "stored certificate", "used"],
            images.Select(image => image.Step));

        var (joined, waited) = (1, 1);
        foreach (var (step, folder) in images)
        {
            Directory.Delete(scene.DataFolder, recursive: true);
            Directory.Move(folder, scene.DataFolder);
            await scene.StartAgentAsync();
            // A key that was not there yet is another one, and somebody has to decide again.
            if (step is "before key" or "drafted key") await scene.ApproveAsync("web1", ++waited);
            await scene.AgentLog.SaidAsync("The agent is a node of the manager.", ++joined);
            Assert.Equal(JoinPhase.Joined, scene.Agent.Joining!.State);
            Assert.Null((await scene.NodeAsync("web1")).Reason);
            await scene.StopAgentAsync();
            if (step is not "drafted key") continue;

            // From here on the images have the first key, which the node has lost to those two: it is approved once more.
            Directory.Delete(scene.DataFolder, recursive: true);
            Directory.Move(Copy(images.First(image => image.Step == "stored key").Folder), scene.DataFolder);
            await scene.StartAgentAsync();
            await scene.ApproveAsync("web1", ++waited);
            await scene.AgentLog.SaidAsync("The agent is a node of the manager.", ++joined);
            Assert.Equal(fingerprint, scene.Agent.Joining.Fingerprint);
            await scene.StopAgentAsync();
        }
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("lyttle-killed-").FullName;
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            // The lock is held by the agent that is copied.
            if (Path.GetFileName(file) != "lock") File.Copy(file, to);
        }

        return copy;
    }
}
