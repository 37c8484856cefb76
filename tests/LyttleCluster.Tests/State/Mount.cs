using System.Diagnostics;

namespace LyttleCluster.Tests.State;

/// <summary>A file system of its own in a folder, gone afterwards. Needs root.</summary>
internal sealed class Mount : IDisposable
{
    private Mount(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>A small disk.</summary>
    public static Mount Disk(string folder, string size) => Of(folder, $"mount -t tmpfs -o size={size} tmpfs \"$0\"");

    /// <summary>A network file system whose server is gone: nothing in it can even be looked at.</summary>
    public static Mount DeadNetworkFolder(string folder) =>
        Of(folder, "exec 3<>/dev/fuse && mount -i -t fuse.sshfs -o fd=3,rootmode=40000,user_id=0,group_id=0 nowhere \"$0\"");

    public void MakeReadOnly() => Shell("mount -o remount,ro \"$0\"", Folder);

    public void Grow(string size) => Shell($"mount -o remount,size={size} \"$0\"", Folder);

    public void Dispose() => Shell("umount -l \"$0\"", Folder);

    private static Mount Of(string folder, string command)
    {
        Directory.CreateDirectory(folder);
        Shell(command, folder);
        return new Mount(folder);
    }

    private static void Shell(string command, string folder)
    {
        using var shell = Process.Start("sh", ["-c", command, folder]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}

/// <summary>A test that mounts file systems; it is counted as skipped where the user may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Skip = "Needs root on Linux: it mounts file systems.";
    }
}
