using System.Runtime.Versioning;
using LyttleCluster.Core.Security;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Security;

[UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "state.key");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/data/state.db", "/data/state.key")]
    [InlineData("/data/state", "/data/state.key")]
    [InlineData("/data/state.key", "/data/state.key.key")]
    public void It_lies_beside_the_state_file(string state, string key) => Assert.Equal(key, KeyFile.Beside(state).Path);

    [Fact]
    public void It_is_made_once_for_its_owner_alone()
    {
        var file = new KeyFile(Path);
        Assert.Null(file.Read());
        var made = Assert.Single(file.Make());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal(made.Id, Assert.Single(file.Make()).Id);
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Processes_that_make_it_at_once_end_with_one_key()
    {
        var processes = Enumerable.Range(0, 4).Select(_ => OtherProcess.Start("key", System.IO.Path.Combine(_folder.Path, "state.db"))).ToList();
        try
        {
            foreach (var process in processes) Assert.Equal("ready", await process.ReadLineAsync(CancellationToken.None));
            foreach (var process in processes) process.Say("go");
            var keys = await Task.WhenAll(processes.Select(process => process.ReadLineAsync(CancellationToken.None)));
            Assert.Equal(Assert.Single(new KeyFile(Path).Read()!).Id, Assert.Single(keys.Distinct()));
            Assert.Equal([Path], Directory.GetFiles(_folder.Path));
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void One_that_others_may_read_or_replace_is_refused(UnixFileMode more)
    {
        new KeyFile(Path).Make();
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | more);
        var failure = Assert.Throws<ClusterException>(() => new KeyFile(Path).Read());
        Assert.Equal("StateKeyExposed", failure.ErrorId);
        Assert.Contains($"chmod 600 '{Path}'", failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# a comment alone\n")]
    [InlineData("0123456789ab AAAA")]
    [InlineData("0123456789ab AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("one two three")]
    public void One_that_holds_no_key_is_damaged(string text)
    {
        new KeyFile(Path).Make();
        File.WriteAllText(Path, text);
        Assert.Equal("StateKeyDamaged", Assert.Throws<ClusterException>(() => new KeyFile(Path).Read()).ErrorId);
    }

    [Fact]
    public void A_folder_in_its_place_cannot_be_read()
    {
        Directory.CreateDirectory(Path);
        Assert.Equal("StateKeyUnreadable", Assert.Throws<ClusterException>(() => new KeyFile(Path).Read()).ErrorId);
    }

    [Fact]
    public void Where_it_cannot_be_made_nothing_is_stored_and_it_is_said()
    {
        var nowhere = System.IO.Path.Combine(_folder.Path, "gone", "state.key");
        var failure = Assert.Throws<ClusterException>(() => new KeyFile(nowhere).Make());
        Assert.Equal(("StateKeyNotMade", nowhere), (failure.ErrorId, failure.TargetName));
    }
}
