using System.Security.Cryptography;

namespace LyttleCluster.TestPeers;

/// <summary>
/// The short folder of one peer (unix socket paths end at 108 characters), and everything of the machine that hangs on its
/// name: processes, mounts, cgroups, network namespace, link. It names its owner, so that a later run can clear up after a killed one.
/// </summary>
internal sealed class PeerFolder
{
    private const string Prefix = "lyt";
    private const string OwnerFile = "owner";
    private static readonly Lazy<Task> StaleOnesRemoved = new(RemoveStaleAsync);

    private PeerFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>`lyt` and eight hex digits: short enough for a network interface with one letter more.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public static async Task<PeerFolder> CreateAsync()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Private engines need Linux.");
        await StaleOnesRemoved.Value;
        var folder = new PeerFolder(System.IO.Path.Combine(
            System.IO.Path.GetTempPath(), Prefix + RandomNumberGenerator.GetHexString(8, lowercase: true)));
        Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WriteOwner(folder.Path);
        return folder;
    }

    /// <summary>Says that the folder lives as long as this process.</summary>
    public static void WriteOwner(string folder) =>
        System.IO.File.WriteAllText(System.IO.Path.Combine(folder, OwnerFile), ProcessTable.Identity(Environment.ProcessId));

    /// <summary>Takes everything down that carries this name. Never throws for things that are gone already.</summary>
    public async Task RemoveAsync()
    {
        await KillProcessesAsync();
        await UnmountAsync();
        RemoveControlGroups();
        await PeerNetwork.RemoveAsync(Name);
        TryDelete(Path);
    }

    /// <summary>Clears up after runs that were killed before they could.</summary>
    internal static async Task RemoveStaleAsync()
    {
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "????????").Where(IsStale).ToArray())
            await new PeerFolder(path).RemoveAsync();
    }

    private static bool IsStale(string path)
    {
        var owner = System.IO.Path.Combine(path, OwnerFile);
        return System.IO.File.Exists(owner) && !ProcessTable.IsAlive(System.IO.File.ReadAllText(owner));
    }

    private async Task KillProcessesAsync()
    {
        // A shim may start a last child while we look: look until nothing is left. The processes are not ours to wait for.
        for (var round = 0; round < 100; round++)
        {
            var left = ProcessTable.NamingWithDescendants(Path + "/");
            if (left.Count == 0)
                return;
            foreach (var pid in left)
                ProcessTable.Signal(pid, ProcessTable.Kill);
            await Task.Delay(10);
        }
    }

    private async Task UnmountAsync()
    {
        // Field 5 of mountinfo is the mount point; later mounts lie on earlier ones.
        var points = (await System.IO.File.ReadAllLinesAsync("/proc/self/mountinfo"))
            .Select(line => line.Split(' ')[4])
            .Where(point => point.StartsWith(Path + "/", StringComparison.Ordinal))
            .Reverse();
        foreach (var point in points)
            await Command.RunAsync("umount", ["-l", point]);
    }

    private void RemoveControlGroups()
    {
        const string Root = "/sys/fs/cgroup";
        if (!Directory.Exists(Root))
            return;
        // cgroup v1 has one tree a controller, v2 one for all.
        foreach (var group in Directory.GetDirectories(Root).Append(Root).Select(tree => System.IO.Path.Combine(tree, Name)).Where(Directory.Exists))
            TryRemoveGroup(group);
    }

    private static void TryRemoveGroup(string group)
    {
        try
        {
            foreach (var child in Directory.GetDirectories(group))
                TryRemoveGroup(child);
            Directory.Delete(group); // rmdir: the files in it are the kernel's
        }
        catch (IOException)
        {
            // Busy for a moment still: an empty group costs nothing.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // Something is still letting go of it; the next run clears it away.
        }
    }

}
