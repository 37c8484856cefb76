using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LyttleCluster.Bench;

/// <summary>
/// The least that a reload can cost: the signal to the master, until new workers serve. They begin to while the old ones go on for about
/// 100 ms (the master rests before it tells them), in which visitors get the one answer or the other.
/// </summary>
public sealed class BareNginx : IDisposable
{
    private const int Hangup = 1;
    private readonly string _site;
    private readonly string _listen;
    private readonly int _master;
    private readonly Uri _page;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    /// <param name="site">The file of a site that is this class's alone.</param>
    /// <param name="master">The master's process id.</param>
    /// <param name="page">Where the site answers.</param>
    public BareNginx(string site, int master, string page)
    {
        (_site, _master, _page) = (site, master, new Uri(page));
        _listen = string.Create(CultureInfo.InvariantCulture, $"{_page.Host}:{_page.Port}");
    }

    /// <summary>Makes the site answer so after the next reload.</summary>
    public void Write(string answer) => File.WriteAllText(_site, $"server {{ listen {_listen}; return 200 {answer}; }}\n");

    /// <summary>What it answers now, over a new connection.</summary>
    public Task<string> AskAsync() => _http.GetStringAsync(_page);

    /// <inheritdoc cref="AskAsync"/>
    public string Ask() => AskAsync().GetAwaiter().GetResult();

    /// <summary>Writes an answer and signals; when that was answered first, and when by nobody but new workers.</summary>
    public async Task<BareRun> ReloadAsync(string answer)
    {
        Write(answer);
        var old = File.ReadAllText($"/proc/{_master}/task/{_master}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var started = Stopwatch.GetTimestamp();
        if (NativeKill(_master, Hangup) != 0) throw new InvalidOperationException("nginx does not run.");
        while (!await AnswersAsync(answer)) await Task.Delay(1);
        var first = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        while (old.Any(Serves)) await Task.Delay(1);
        return new BareRun(1, first, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <inheritdoc cref="ReloadAsync"/>
    public BareRun Reload(string answer) => ReloadAsync(answer).GetAwaiter().GetResult();

    public void Dispose() => _http.Dispose();

    private static bool Serves(string worker)
    {
        try
        {
            return File.ReadAllText($"/proc/{worker}/cmdline") is { Length: > 0 } title && !title.Contains("shutting down", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // gone
        }
    }

    private async Task<bool> AnswersAsync(string answer)
    {
        try
        {
            return await AskAsync() == answer;
        }
        catch (HttpRequestException)
        {
            return false; // the site is new, or its old worker just went
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
