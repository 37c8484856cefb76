using System.Text;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>A log that can be waited for.</summary>
internal sealed class HeardLog : TextWriter
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Wanted, int Number, TaskCompletionSource<string> Found)> _waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            _lines.Add(value ?? "");
            foreach (var (wanted, number, found) in _waiting)
            {
                if (Find(wanted, number) is { } line) found.TrySetResult(line);
            }
        }
    }

    /// <summary>The line of that number (from 1) with these words, said or to be said.</summary>
    public async Task<string> SaidAsync(string wanted, int number = 1)
    {
        TaskCompletionSource<string> found;
        lock (_gate)
        {
            if (Find(wanted, number) is { } line) return line;
            found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, number, found));
        }

        try
        {
            return await found.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"'{wanted}' was not said {number} times, but:\n{string.Join('\n', Lines)}");
        }
    }

    private string? Find(string wanted, int number) => _lines.Where(line => line.Contains(wanted, StringComparison.Ordinal)).Skip(number - 1).FirstOrDefault();
}
