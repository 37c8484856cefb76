using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

public sealed class NetworkFileSystemsTests
{
    private const string Mounts = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        23 22 0:21 / /proc rw,nosuid - proc proc rw
        30 22 0:30 / /mnt/nas rw,relatime shared:5 master:2 - nfs4 nas:/export rw,vers=4.2
        31 30 8:2 / /mnt/nas/local rw,relatime - xfs /dev/sdb1 rw
        32 22 0:33 / /mnt/my\040share rw - cifs //nas/share rw
        33 22 0:34 / /mnt/c rw,noatime - 9p drvfs rw,aname=drvfs
        34 22 0:35 / /home/ann/remote rw - fuse.sshfs ann@host: rw
        35 22 0:36 / /srv rw - ext4 /dev/sdc1 rw
        36 35 0:37 / /srv rw - smb3 //nas/srv rw
        37 22 0:38 / /old rw - nfs nas:/old rw
        38 37 8:3 / /old rw - ext4 /dev/sdd1 rw
        broken line
        """;

    [Theory]
    [InlineData("/home/ann/state.db", null)]
    [InlineData("/mnt/nas/state.db", "nfs4")]
    [InlineData("/mnt/nas/deep/state.db", "nfs4")]
    [InlineData("/mnt/nas", "nfs4")]
    [InlineData("/mnt/nas2/state.db", null)]
    [InlineData("/mnt/nas/local/state.db", null)]
    [InlineData("/mnt/my share/state.db", "cifs")]
    [InlineData("/mnt/c/Users/ann/state.db", "9p")]
    [InlineData("/home/ann/remote/state.db", "fuse.sshfs")]
    [InlineData("/srv/state.db", "smb3")]
    [InlineData("/old/state.db", null)]
    public void The_nearest_and_last_mount_decides(string path, string? expected) =>
        Assert.Equal(expected, NetworkFileSystems.FindInMounts(path, Mounts));

    [Theory]
    [InlineData(@"\\nas\share\state.db", "SMB")]
    [InlineData(@"\\?\UNC\nas\share\state.db", "SMB")]
    [InlineData(@"\\?\C:\state.db", null)]
    public void On_Windows_a_UNC_path_decides(string path, string? expected) => Assert.Equal(expected, NetworkFileSystems.FindUnc(path));

    [Fact]
    public void Links_are_followed_wherever_they_are_in_the_path()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["real/inner"]);
        Directory.CreateSymbolicLink(folder["link"], "real");
        Directory.CreateSymbolicLink(folder["real/up"], folder["link"]);
        File.CreateSymbolicLink(folder["real/inner/state.db"], "../state.db");
        Directory.CreateSymbolicLink(folder["loop"], "loop");

        var root = NetworkFileSystems.RealPath(folder.Path);
        Assert.Equal(root + "/real/state.db", NetworkFileSystems.RealPath(folder["link/up/inner/state.db"]));
        Assert.Equal(root + "/real/new/state.db", NetworkFileSystems.RealPath(folder["link/new/state.db"]));
        Assert.StartsWith(root, NetworkFileSystems.RealPath(folder["loop/state.db"]), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_state_file_on_one_is_refused_even_when_its_server_is_gone()
    {
        using var folder = new TemporaryFolder();
        using var mount = Mount.DeadNetworkFolder(folder["nas"]);
        Directory.CreateSymbolicLink(folder["data"], "nas");

        var failure = await Assert.ThrowsAsync<ClusterException>(
            () => SqliteStateStore.OpenAsync(StateFile.At(folder["data/state.db"]), TimeProvider.System, default));
        Assert.Equal("StateOnNetworkFileSystem", failure.ErrorId);
        Assert.Contains("fuse.sshfs", failure.Message, StringComparison.Ordinal);
    }
}
