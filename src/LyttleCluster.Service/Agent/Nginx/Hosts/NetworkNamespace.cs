using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>
/// Makes a socket inside the network of a container, so that its loopback can be reached. setns(2) moves one thread, and a socket stays in
/// the network it was made in: a thread of its own makes it and ends.
/// </summary>
internal static class NetworkNamespace
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    /// <summary>Whether a process lives in the network of this one.</summary>
    public static bool IsOurs(int pid) => Of(pid.ToString(System.Globalization.CultureInfo.InvariantCulture)) == Of("self");

    /// <summary>Whether a process has IPv6 in its network: its loopback has an address of it, at least.</summary>
    public static bool HasIPv6(string process) => HostFiles.ReadOrNull($"/proc/{process}/net/if_inet6") is { Length: > 0 };

    /// <exception cref="IOException">This process may not (it takes CAP_SYS_ADMIN), or the other one is gone.</exception>
    public static async Task<Socket> OpenSocketAsync(int pid)
    {
        var done = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(Open(pid));
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }) { IsBackground = true, Name = "network namespace" };
        thread.Start();
        return await done.Task;
    }

    private static Socket Open(int pid)
    {
        try
        {
            using var network = File.OpenHandle($"/proc/{pid}/ns/net");
            if (NativeSetns(network, NewNetwork) != 0) throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException(failure.Message);
        }
    }

    private static string? Of(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSetns(SafeFileHandle file, int kind);
}
