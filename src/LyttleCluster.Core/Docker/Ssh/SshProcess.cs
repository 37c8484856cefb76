using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LyttleCluster.Core.Docker;

/// <summary>One ssh process from its start to its end: its input and output, what it says, and why it ended. Never outlives <see cref="Dispose"/>.</summary>
internal sealed class SshProcess : IDisposable
{
    /// <summary>A longer line of its error output is cut: it is for people.</summary>
    private const int LongestLine = 1000;

    /// <summary>How long it may take from the end of its output to its own; something that it started may hold it open.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly DockerEndpoint _endpoint;
    private readonly string _program;
    private readonly Process _process;
    private readonly Task _listening;
    private int _ended;

    private SshProcess(DockerEndpoint endpoint, string program, Process process)
    {
        (_endpoint, _program, _process) = (endpoint, program, process);
        (Input, Output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _listening = ListenAsync(process.StandardError);
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>What goes to the engine.</summary>
    public Stream Input { get; }

    /// <summary>What comes from the engine.</summary>
    public Stream Output { get; }

    /// <summary>What ssh says meanwhile.</summary>
    public SshTalk Talk { get; } = new();

    /// <summary>Completed when it says nothing any more: it ended, or closed its error output.</summary>
    public Task Ended => _listening;

    /// <summary>Whether it has ended, or is known to be about to.</summary>
    public bool HasEnded => Volatile.Read(ref _ended) != 0 || _listening.IsCompleted || _process.HasExited;

    /// <summary>Starts ssh; returns before it has reached anything.</summary>
    /// <exception cref="ClusterException"><c>SshNotFound</c>, <c>SshNotStarted</c>, <c>SshAddressInvalid</c>.</exception>
    public static SshProcess Start(DockerEndpoint endpoint, string program)
    {
        var start = SshCommand.For(endpoint, program);
        try
        {
            return new SshProcess(endpoint, program, Process.Start(start)!);
        }
        catch (Win32Exception failure)
        {
            throw SshErrors.NotStarted(endpoint, start.FileName, failure.Message);
        }
    }

    /// <summary>Waits for its end, a short time, and says why it ended; null when it ended as it should.</summary>
    public async Task<ClusterException?> WhyEndedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(cancellationToken), _listening).WaitAsync(EndLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What it said until now has to do.
        }
        catch (InvalidOperationException)
        {
            return null; // disposed in this moment: nobody asks any more
        }

        return Volatile.Read(ref _ended) == 0 && _process.HasExited
            ? SshFailures.Of(_endpoint, _program, Talk, _process.ExitCode)
            : SshErrors.Lost(_endpoint, "ssh closed its output and does not end");
    }

    /// <summary>Ends it, whatever it is doing, and everything that it started (a ProxyJump's ssh). Does not wait for that.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) _ = Task.Run(EndAsync);
    }

    private async Task EndAsync()
    {
        using (_process)
        {
            try
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
            catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended by itself.
            }

            await _listening;
        }
    }

    private async Task ListenAsync(StreamReader errors)
    {
        var line = new StringBuilder();
        var buffer = new char[512];
        try
        {
            while (await errors.ReadAsync(buffer) is > 0 and var read) Hear(buffer.AsSpan(0, read), line);
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It ended.
        }

        if (line.Length > 0) Talk.Hear(line.ToString());
    }

    private void Hear(ReadOnlySpan<char> text, StringBuilder line)
    {
        foreach (var character in text)
        {
            if (character == '\n')
            {
                Talk.Hear(line.ToString());
                line.Clear();
            }
            else if (character != '\r' && line.Length < LongestLine)
            {
                line.Append(character);
            }
        }
    }
}
