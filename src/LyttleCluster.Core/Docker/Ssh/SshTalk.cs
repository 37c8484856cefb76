using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// What ssh says on its error output, line by line: how far it got, told by its own notes (<c>LogLevel=DEBUG1</c>, the words of OpenSSH's
/// <c>sshconnect.c</c>, <c>sshconnect2.c</c>, <c>clientloop.c</c> and <c>mux.c</c>), and everything that is not such a note: complaints of ssh,
/// the far side's banner, and after the session began what the far program writes. Knows no process.
/// </summary>
internal sealed class SshTalk
{
    /// <summary>How many lines are kept, the last ones.</summary>
    private const int MostLines = 40;

    private readonly Lock _gate = new();
    private readonly Queue<string> _ours = new();
    private readonly Queue<string> _theirs = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when the far command was asked for; never failed.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Whether the far command was asked for.</summary>
    public bool IsOpen => _opened.Task.IsCompleted;

    /// <summary>The program that answers there, e.g. <c>OpenSSH_9.2p1</c>; null until it did.</summary>
    public string? Server { get; private set; }

    /// <summary>The host's key as it was shown: type and fingerprint; null until then.</summary>
    public string? HostKey { get; private set; }

    /// <summary>Whether that key is among the known ones.</summary>
    public bool HostKeyIsKnown { get; private set; }

    /// <summary>How we proved who we are, e.g. <c>publickey</c>; null until then.</summary>
    public string? LoggedInBy { get; private set; }

    /// <summary>Whether it goes over a connection that another ssh holds open (ControlPath).</summary>
    public bool IsShared { get; private set; }

    /// <summary>What was said before the session began, without ssh's notes.</summary>
    public IReadOnlyList<string> BeforeOpen => Copy(_ours);

    /// <summary>What was said since the session began.</summary>
    public IReadOnlyList<string> SinceOpen => Copy(_theirs);

    /// <summary>Something came over the session, so it must be open.</summary>
    public void MarkOpen() => _opened.TrySetResult();

    /// <summary>Takes the next line.</summary>
    public void Hear(string line)
    {
        const string note = "debug1: ";
        if (line.StartsWith(note, StringComparison.Ordinal)) HearNote(line.AsSpan(note.Length));
        else if (!HearLogin(line)) Keep(line);
    }

    private void HearNote(ReadOnlySpan<char> note)
    {
        if (After(note, "Remote protocol version ") is { } versions) Server = AfterLast(versions, "remote software version ");
        else if (After(note, "Server host key: ") is { } key) HostKey = key;
        else if (note.StartsWith("Host '", StringComparison.Ordinal) && note.Contains("is known and matches", StringComparison.Ordinal)) HostKeyIsKnown = true;
        else if (note.StartsWith("Entering interactive session", StringComparison.Ordinal)) MarkOpen();
        else if (note.Contains("master session id", StringComparison.Ordinal)) Share();
    }

    private void Share()
    {
        IsShared = true;
        MarkOpen();
    }

    // Authenticated to web1 ([10.0.0.5]:22) using "publickey".
    private bool HearLogin(string line)
    {
        if (IsOpen || !line.StartsWith("Authenticated to ", StringComparison.Ordinal)) return false;
        var parts = line.Split('"');
        LoggedInBy = parts.Length > 1 ? Printable.Line(parts[^2]) : "ssh's word";
        return true;
    }

    private void Keep(string line)
    {
        // The summary that ssh writes at its end, at this level.
        if (line.StartsWith("Transferred: sent ", StringComparison.Ordinal) || line.StartsWith("Bytes per second: ", StringComparison.Ordinal)) return;
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_gate)
        {
            var lines = IsOpen ? _theirs : _ours;
            lines.Enqueue(line);
            if (lines.Count > MostLines) lines.Dequeue();
        }
    }

    private string[] Copy(Queue<string> lines)
    {
        lock (_gate) return [.. lines];
    }

    private static string? After(ReadOnlySpan<char> text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) ? Printable.Line(text[start.Length..].Trim().ToString()) : null;

    private static string AfterLast(string text, string mark)
    {
        var at = text.LastIndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? text : text[(at + mark.Length)..];
    }
}
