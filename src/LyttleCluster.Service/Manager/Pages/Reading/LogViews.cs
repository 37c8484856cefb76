using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Lines of logs as pages show them.</summary>
internal static class LogViews
{
    public static LogLineView Of(ClusterLogEntry entry) =>
        new(Moments.OfLine(entry.Timestamp), entry.Stream == LogStream.StdErr ? "err" : "", entry.Message, entry.Stream == LogStream.StdErr ? Tone.Doubtful : Tone.None);

    public static LogLineView Of(NginxLogEntry entry) =>
        new(Moments.OfLine(entry.Timestamp), entry.Level?.ToString().ToLowerInvariant() ?? "", entry.Message, Tones.Of(entry.Level));
}
