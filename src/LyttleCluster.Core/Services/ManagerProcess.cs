using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LyttleCluster.Core.Services;

/// <summary>A manager's process while it starts, and what can be done to one that runs.</summary>
internal sealed class ManagerProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Task<string> _words;

    private ManagerProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.StandardInput.Close();
        _words = process.StandardError.ReadToEndAsync();
        WhenEnded = EndAsync();
    }

    public int Id { get; }

    /// <summary>Its exit code, when it ended.</summary>
    public Task<int> WhenEnded { get; }

    /// <summary>The command line that means what is asked for.</summary>
    public static IReadOnlyList<string> Arguments(ManagerStart request) =>
    [
        "manager", "--state", request.StatePath, "--log-file", request.LogPath ?? Path.ChangeExtension(request.StatePath, ".manager.log"), "--detach",
        .. Flag("--listen", request.Listen),
        .. Flag("--certificate", request.CertificatePath),
        .. Flag("--key", request.KeyPath),
        .. Flag("--ca", request.CACertificatePath),
        .. Flag("--identity-ca", request.IdentityCACertificatePath),
        .. request.ReadOnly ? (IEnumerable<string>)["--read-only"] : [],
    ];

    public static ManagerProcess Start(string program, IEnumerable<string> arguments, string state)
    {
        // Pipes, so that it holds nothing of this terminal; once it listens it writes to its log alone (--detach).
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // A service that starts one is not told by it how it is.
        start.Environment.Remove("NOTIFY_SOCKET");
        try
        {
            return new ManagerProcess(Process.Start(start)!);
        }
        catch (Win32Exception failure)
        {
            throw ManagerErrors.NotStarted(state, null, failure.Message);
        }
    }

    /// <summary>Asks it to stop in order.</summary>
    public static Task AskToStop(ManagerNote note)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!EventWaitHandle.TryOpenExisting(StopEvent(note.ProcessId), out var stop)) throw ManagerErrors.StopDenied(note, "it does not listen to this user");
            using (stop) stop.Set();
        }
        else if (NativeKill(note.ProcessId, Terminate) != 0 && note.IsAlive)
        {
            throw ManagerErrors.StopDenied(note, new Win32Exception(Marshal.GetLastPInvokeError()).Message);
        }

        return Task.CompletedTask;
    }

    /// <summary>Has its service stopped, by who runs it: a process that only ended would be started again.</summary>
    public static async Task StopServiceAsync(ManagerNote note, CancellationToken cancellationToken)
    {
        var stopped = await ServiceCommand.RunAsync("systemctl", ["stop", note.Service!], cancellationToken);
        if (stopped.ExitCode != 0) throw ManagerErrors.StoppedByService(note);
    }

    /// <summary>Ends it at once.</summary>
    public static void Kill(ManagerNote note)
    {
        try
        {
            using var process = Process.GetProcessById(note.ProcessId);
            if (note.IsAlive) process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended meanwhile.
        }
        catch (Win32Exception failure)
        {
            throw ManagerErrors.StopDenied(note, failure.Message);
        }
    }

    /// <summary>What a manager on Windows, which has no signals, waits for.</summary>
    public static string StopEvent(int processId) => $@"Global\lyttle-cluster-stop-{processId}";

    /// <summary>What it said before it ended.</summary>
    public async Task<string> WordsAsync()
    {
        await Task.WhenAny(_words, Task.Delay(LastWords));
        return _words.IsCompletedSuccessfully ? await _words : "";
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private static string[] Flag(string name, string? value) => value is null ? [] : [name, value];

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
