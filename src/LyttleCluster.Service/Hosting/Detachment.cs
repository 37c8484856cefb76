using System.Runtime.InteropServices;

namespace LyttleCluster.Service.Hosting;

/// <summary>Leaves the terminal and the shell that started this process: neither a Ctrl+C there nor its end reaches it.</summary>
internal static class Detachment
{
    private const int Output = 1;
    private const int Error = 2;
    private const int WriteOnly = 1;
    private const int AppendOnLinux = 0x400;

    /// <summary>A session of its own. That of a process that leads its group already stays: then it was detached before.</summary>
    public static void LeaveSession()
    {
        if (!OperatingSystem.IsWindows()) _ = NativeSetSid();
    }

    /// <summary>
    /// Output and error to a file, when all is said to who started it: the pipes to them may end, and what the runtime itself says of a crash is to be found.
    /// </summary>
    public static void LeaveOutput(string logFile)
    {
        if (!OperatingSystem.IsLinux()) return;
        var file = NativeOpen(logFile, WriteOnly | AppendOnLinux);
        if (file < 0) return;
        _ = NativeDuplicate(file, Output);
        _ = NativeDuplicate(file, Error);
        _ = NativeClose(file);
    }

    [DllImport("libc", EntryPoint = "setsid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSetSid();

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeDuplicate(int from, int to);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int file);
}
