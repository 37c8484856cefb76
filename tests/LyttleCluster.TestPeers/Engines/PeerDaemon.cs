using System.Diagnostics;

namespace LyttleCluster.TestPeers;

/// <summary>A long-running program inside a peer's network namespace that answers HTTP on a unix socket.</summary>
internal sealed class PeerDaemon(PeerNetwork network, string logFile, HttpClient http) : IDisposable
{
    private Process? _process;

    public int Pid => _process?.Id ?? throw new InvalidOperationException("The daemon was never started.");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>All it wrote, over all its starts.</summary>
    public string Log => File.Exists(logFile) ? File.ReadAllText(logFile) : "";

    /// <summary>Starts it and waits for its answer to `/_ping`.</summary>
    /// <exception cref="InvalidOperationException">It ended at once; the message has its last lines.</exception>
    /// <exception cref="TimeoutException">It did not answer in time; the message has its last lines.</exception>
    public async Task StartAsync(IEnumerable<string> command, IReadOnlyDictionary<string, string> variables, TimeSpan limit, CancellationToken cancel)
    {
        _process?.Dispose();
        // The shell hands over the log and becomes nsenter, which becomes the daemon: one process id all along. A session of its
        // own keeps a Ctrl+C at the terminal away from it.
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", logFile,
            "nsenter", "--net=" + network.NamespaceFile, .. command,
        ]);
        // The helpers of an engine (iptables, runc, containerd) live in folders that a user's PATH may lack.
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin:/usr/bin:/bin";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        await WaitUntilReadyAsync(_process, limit, cancel);
    }

    /// <summary>Sends a signal that ends it, and waits for that end.</summary>
    public async Task EndAsync(int signal, CancellationToken cancel)
    {
        ProcessTable.Signal(Pid, signal);
        await _process!.WaitForExitAsync(cancel);
    }

    public void Dispose() => _process?.Dispose();

    private async Task WaitUntilReadyAsync(Process process, TimeSpan limit, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(limit);
        try
        {
            while (!await AnswersAsync(limited.Token))
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"The daemon ended with {process.ExitCode} while starting:\n{LastLines()}");
                await Task.Delay(20, limited.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The daemon did not answer within {limit.TotalSeconds:0} s:\n{LastLines()}");
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/_ping", UriKind.Relative), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // nobody listens yet
        }
    }

    private string LastLines() => string.Join('\n', Log.Split('\n').TakeLast(15));
}
