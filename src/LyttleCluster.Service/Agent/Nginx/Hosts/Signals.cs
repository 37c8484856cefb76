using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>Signals to processes of this host.</summary>
internal static class Signals
{
    /// <summary>Only asks whether one could be sent.</summary>
    public const int None = 0;

    public const int HangUp = 1;
    public const int Kill = 9;

    /// <summary>Null when it was delivered; else why not.</summary>
    public static string? Send(int pid, int signal) => NativeKill(pid, signal) == 0 ? null : new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
