using System.Globalization;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>What the agent says about a reload that was not taken: nginx's own words where it has some.</summary>
internal static class ReloadWords
{
    private const string BindGaveUp = "still could not bind()";

    /// <summary>nginx's complaints, each once; null when it made none.</summary>
    public static string? Complaint(IEnumerable<LogLine> lines)
    {
        var said = lines.Where(line => line.Level >= NginxLogLevel.Crit).Select(line => line.Message).Distinct().ToArray();
        var reasons = said.Length > 1 ? said.Where(message => message != BindGaveUp).ToArray() : said;
        return reasons.Length > 0 ? string.Join("; ", reasons) : null;
    }

    /// <summary>Whether all that kept nginx from its ports is the agent's own listener.</summary>
    public static bool BlamesOnly(int port, IEnumerable<LogLine> lines)
    {
        var binds = lines.Where(line => line.Level == NginxLogLevel.Emerg && line.Message.StartsWith("bind() to ", StringComparison.Ordinal)).ToArray();
        var ours = string.Create(CultureInfo.InvariantCulture, $"bind() to 127.0.0.1:{port} ");
        return binds.Length > 0 && binds.All(line => line.Message.StartsWith(ours, StringComparison.Ordinal));
    }

    public static string Of(Verdict verdict, int masterPid, bool hasLog) => verdict switch
    {
        Verdict.Stopped => $"The master process {masterPid} does not react: somebody stopped it (kill -CONT {masterPid} lets it go on, and it will then reload).",
        Verdict.StillWorking => $"The master process {masterPid} still works on the reload; whether it will take it is not known.",
        Verdict.NotAnswered => "New workers run, but they do not answer the release they should be of.",
        _ when hasLog => "nginx was signalled and went on with its old workers; its error log says nothing about it.",
        _ => "nginx was signalled and went on with its old workers; its error log cannot be read here (syslog, or standard error: journalctl -u nginx).",
    };

    public static string TooManyOld(int generations, int most) =>
        $"Workers of {generations} earlier configurations still finish their connections ({most} are allowed): another reload would only add to them. "
        + "Set worker_shutdown_timeout (e.g. 60s) in nginx.conf so that they end, or end them with kill -TERM.";

    public static string Upgrade(int one, int other) =>
        $"A binary upgrade is under way: two master processes run ({one} and {other}) and both have workers. End the old one (kill -QUIT) or the new one, then reload.";

    public static string NotRunning(string pidFile, IReadOnlyCollection<int> orphans) => orphans.Count == 0
        ? $"No master process of nginx runs ({pidFile} names none)."
        : $"No master process of nginx runs ({pidFile} names none), but workers of a dead one do and keep its ports: {string.Join(", ", orphans)}. End them (kill -QUIT), then start nginx.";

    public static string StillNotTaken(DateTimeOffset since, string why) =>
        string.Create(CultureInfo.InvariantCulture, $"Still not taken (first at {since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z): {why}");
}
