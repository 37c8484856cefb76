namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Lines of the logs, oldest first, both merged by time.</summary>
/// <param name="Entries">The lines.</param>
/// <param name="Next">Where to go on reading: opaque, URL-safe.</param>
internal sealed record LogPage(IReadOnlyList<LogLine> Entries, string Next);
