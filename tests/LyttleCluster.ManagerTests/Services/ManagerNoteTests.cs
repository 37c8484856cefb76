using LyttleCluster.Core;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.Services;
using LyttleCluster.Core.State;

namespace LyttleCluster.ManagerTests.Services;

public sealed class ManagerNoteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-note-");

    private string State => Path.Combine(_folder.FullName, "state.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("4242 (a name) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20", "777")]
    [InlineData("4242 (odd) name (x)) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 778 20", "778")]
    [InlineData("4242 (gone) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 779 20", null)]
    [InlineData("4242 (cut) S 1 2", null)]
    public void A_process_is_known_by_when_it_began(string stat, string? mark) => Assert.Equal(mark, ProcessMark.FromStat(stat));

    [Fact]
    public async Task A_note_of_a_process_that_is_gone_or_is_another_one_now_tells_of_a_dead_manager()
    {
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State), Note());
        Assert.Equal(ManagerStatus.Running, (await FindAsync()).Status);
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State), Note() with { Mark = "1" });
        Assert.Equal(ManagerStatus.Died, (await FindAsync()).Status);
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State), Note() with { ProcessId = int.MaxValue });
        Assert.Equal(ManagerStatus.Died, (await FindAsync()).Status);
    }

    [Fact]
    public void The_one_that_changes_comes_first_and_what_is_no_note_or_was_copied_here_is_left_out()
    {
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State, 7), Note() with { ReadOnly = true });
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State), Note());
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State, 8), Note() with { StatePath = "/elsewhere/state.db" });
        File.WriteAllText(ManagerNoteFile.Beside(State, 9), "{ cut");
        Assert.Equal([false, true], ManagerNoteFile.ReadAll(State).Select(note => note.ReadOnly));
        Assert.Empty(ManagerNoteFile.ReadAll("/nowhere/state.db"));
    }

    [Fact]
    public void A_note_is_removed_only_by_who_wrote_it()
    {
        var path = ManagerNoteFile.Beside(State);
        ManagerNoteFile.Write(path, Note());
        ManagerNoteFile.Remove(path, 1);
        Assert.True(File.Exists(path));
        ManagerNoteFile.Remove(path, Environment.ProcessId);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_manager_whose_note_is_lost_is_found_by_its_lock()
    {
        await using var cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(State), "http://127.0.0.1:6977", TimeProvider.System, CancellationToken.None);
        var found = await FindAsync();
        Assert.Equal((ManagerStatus.Running, Environment.ProcessId, new Uri("http://127.0.0.1:6977")), (found.Status, found.ProcessId, found.Uri));
    }

    [Fact]
    public async Task Who_is_refused_a_change_is_told_where_the_manager_really_listens()
    {
        await using var manager = await LocalCluster.OpenAsManagerAsync(StateFile.At(State), "http://127.0.0.1:0", TimeProvider.System, CancellationToken.None);
        ManagerNoteFile.Write(ManagerNoteFile.Beside(State), Note());
        await using var shell = await ClusterFactory.OpenFileAsync(State, CancellationToken.None);
        var add = new AddNode { Name = "n1", Settings = new NodeSettings { Docker = new Uri("unix:///nowhere") }, SkipProbe = true };
        var refused = await Assert.ThrowsAsync<ClusterException>(() => shell.Operations.PlanAsync(add, CancellationToken.None));
        Assert.Equal("ManagerHoldsState", refused.ErrorId);
        Assert.StartsWith("Connect-Cluster -Manager http://127.0.0.1:4711/", refused.Remedy, StringComparison.Ordinal);
    }

    private async Task<ClusterManager> FindAsync() => (await ManagerControl.FindAsync(State, CancellationToken.None)).Single();

    private ManagerNote Note() => new()
    {
        Status = ManagerStatus.Running,
        ProcessId = Environment.ProcessId,
        Mark = ProcessMark.Of(Environment.ProcessId),
        Uri = new Uri("http://127.0.0.1:4711"),
        StatePath = State,
        StartedAt = TimeProvider.System.GetUtcNow(),
        Version = "0.1.0",
    };
}
