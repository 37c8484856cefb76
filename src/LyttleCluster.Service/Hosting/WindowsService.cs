using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using LyttleCluster.Core.Services;

namespace LyttleCluster.Service.Hosting;

/// <summary>
/// A role as a service of Windows: tells its service manager that it runs and that it ended, and passes its stop on. Written from Windows' documentation
/// and never run: there was no Windows to try it on (docs/manager.md says so).
/// </summary>
[SupportedOSPlatform("windows")]
internal static class WindowsService
{
    private const uint OwnProcess = 0x10;
    private const uint Stopped = 1, StopPending = 3, Running = 4;
    private const uint AcceptsStop = 1, AcceptsShutdown = 4;
    private const uint ControlStop = 1, ControlInterrogate = 4, ControlShutdown = 5;
    private const uint Done = 0, ServiceSpecific = 1066, NotImplemented = 120;

    /// <summary>How long a stop may take before the service manager thinks that it hangs, in milliseconds.</summary>
    private const uint StopHint = 90_000;

    // Native code holds these, so they are held here as well.
    private static readonly MainCallback Main = RunMain;
    private static readonly ControlCallback Control = Receive;

    private static Func<Task<int>> _work = () => Task.FromResult(0);
    private static string _name = "";
    private static nint _status;
    private static int _exitCode;

    /// <summary>Runs the work as that service; returns when it ended.</summary>
    public static async Task<int> RunAsync(string name, Func<Task<int>> work)
    {
        (_name, _work) = (name, work);
        TableEntry[] table = [new(name, Marshal.GetFunctionPointerForDelegate(Main)), new(null, 0)];
        // The service manager keeps the thread that calls it until the service has ended.
        var dispatched = await Task.Run(() => NativeDispatch(table));
        return dispatched ? _exitCode : throw ServiceErrors.NotAService(name, Marshal.GetLastPInvokeErrorMessage());
    }

    private static void RunMain(uint count, nint arguments)
    {
        _status = NativeRegister(_name, Control, 0);
        Report(Running, AcceptsStop | AcceptsShutdown);
        _exitCode = _work().GetAwaiter().GetResult();
        Report(Stopped, 0);
    }

    private static uint Receive(uint control, uint type, nint data, nint context)
    {
        if (control == ControlInterrogate) return Done;
        if (control is not (ControlStop or ControlShutdown)) return NotImplemented;
        Report(StopPending, 0);
        if (EventWaitHandle.TryOpenExisting(ManagerProcess.StopEvent(Environment.ProcessId), out var stop))
        {
            using (stop) stop.Set();
        }

        return Done;
    }

    private static void Report(uint state, uint accepts)
    {
        var status = new Status
        {
            Type = OwnProcess,
            State = state,
            Accepts = accepts,
            ExitCode = _exitCode == 0 ? 0 : ServiceSpecific,
            SpecificExitCode = (uint)_exitCode,
            WaitHint = state == StopPending ? StopHint : 0,
        };
        _ = NativeReport(_status, ref status);
    }

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate void MainCallback(uint count, nint arguments);

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate uint ControlCallback(uint control, uint type, nint data, nint context);

    [DllImport("advapi32", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool NativeDispatch([In] TableEntry[] table);

    [DllImport("advapi32", EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint NativeRegister(string name, ControlCallback handler, nint context);

    [DllImport("advapi32", EntryPoint = "SetServiceStatus", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool NativeReport(nint service, ref Status status);

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private readonly struct TableEntry(string? name, nint main)
    {
        [MarshalAs(UnmanagedType.LPWStr)]
        public readonly string? Name = name;

        public readonly nint Main = main;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Status
    {
        public uint Type, State, Accepts, ExitCode, SpecificExitCode, CheckPoint, WaitHint;
    }
}
