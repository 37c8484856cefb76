using System.Runtime.InteropServices;

namespace LyttleCluster.Service.Agent;

/// <summary>
/// Files that are whole after a power cut: what stands in one is on disk before its name is, and its name before anybody goes on.
/// Failures are those of <see cref="File"/>; who calls puts them into words.
/// </summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Replaces a file as a whole: everybody sees the old one or the new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="draft">The name it is written under before, in the same folder.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, string? draft = null)
    {
        draft ??= path + ".new";
        Write(draft, content);
        File.Move(draft, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file whose name is of no use to anybody yet; the folder is for the caller to sync.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Removes a file, where there is one.</summary>
    public static void Delete(string path)
    {
        if (!File.Exists(path)) return;
        File.Delete(path);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a folder with all that is in it, where there is one.</summary>
    public static void DeleteFolder(string path)
    {
        if (!Directory.Exists(path)) return;
        Directory.Delete(path, recursive: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The names in a folder are on disk. .NET opens no folders; Windows needs no such thing.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = NativeOpen(folder, ReadOnly);
        if (handle < 0) throw new IOException($"{folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (NativeSync(handle) != 0) throw new IOException($"{folder} cannot be written to disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = NativeClose(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int handle);
}
