using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /logs, oldest first.</summary>
/// <param name="Count">How many entries there are.</param>
/// <param name="Entries">The lines, taken apart.</param>
/// <param name="Logs">The lines as they stand in the files, in the same order.</param>
/// <param name="Next">For <c>after</c> of the next call.</param>
internal sealed record LogBody(int Count, IReadOnlyList<LogEntryBody> Entries, IReadOnlyList<string> Logs, string Next);

/// <summary>One line.</summary>
internal sealed record LogEntryBody(
    DateTimeOffset? Timestamp, string Stream, string Level, string Message, string Raw,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Pid);
