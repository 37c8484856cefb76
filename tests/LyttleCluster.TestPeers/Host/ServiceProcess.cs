using System.Diagnostics;

namespace LyttleCluster.TestPeers;

/// <summary>A program that runs until it is told to stop, and says on stderr what it does.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    private ServiceProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, said) => Heard(said.Data);
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Pid => _process.Id;

    /// <summary>What it said until now.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>The memory that is its alone (RssAnon of proc(5), status), in MB.</summary>
    public double AnonymousMegabytes => ProcessTable.AnonymousKilobytes(Pid) / 1024.0;

    /// <summary>How long processors have worked for it.</summary>
    public TimeSpan ProcessorTime => ProcessTable.ProcessorTime(Pid);

    /// <summary>The memory it has in use (RSS), in MB.</summary>
    public double ResidentMegabytes => ProcessTable.ResidentKilobytes(Pid) / 1024.0;

    public static ServiceProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>The first line, said or to be said, that is wanted; an error with all it said when it ends without.</summary>
    public Task<string> LineAsync(Func<string, bool> wanted)
    {
        lock (_gate)
        {
            if (_lines.Find(line => wanted(line)) is { } said) return Task.FromResult(said);
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task;
        }
    }

    /// <summary>Asks it to stop (SIGTERM).</summary>
    public void Terminate() => ProcessTable.Signal(Pid, ProcessTable.Terminate);

    /// <summary>Ends it as a crash does (SIGKILL).</summary>
    public void Kill() => ProcessTable.Signal(Pid, ProcessTable.Kill);

    /// <summary>Its exit code, once it ended.</summary>
    public async Task<int> ExitAsync(CancellationToken cancel = default)
    {
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Heard(string? line)
    {
        lock (_gate)
        {
            if (line is null)
            {
                var all = string.Join('\n', _lines);
                foreach (var (_, found) in _waiting) found.TrySetException(new InvalidOperationException($"It ended and said only: {all}"));
                return;
            }

            _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(waiting => waiting.Wanted(line))) found.TrySetResult(line);
        }
    }
}
