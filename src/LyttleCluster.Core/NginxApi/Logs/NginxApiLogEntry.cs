namespace LyttleCluster.Core.NginxApi;

/// <summary>One line of a log.</summary>
/// <param name="Timestamp">When, in UTC; null when the line has no time that can be read.</param>
/// <param name="Level">How severe; null when it names no level that is known.</param>
/// <param name="LevelText">The level as the node names it.</param>
/// <param name="Stream"><c>error</c>, <c>access</c>, or LyttleNGINX's <c>operational</c>; null where it is not told.</param>
/// <param name="Message">The line without time and level.</param>
/// <param name="Raw">The line as it came.</param>
internal sealed record NginxApiLogEntry(
    DateTimeOffset? Timestamp, NginxApiLogLevel? Level, string? LevelText, string? Stream, string Message, string Raw);
