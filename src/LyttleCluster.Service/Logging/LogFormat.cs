namespace LyttleCluster.Service.Logging;

/// <summary>How a line of the service's own log looks.</summary>
internal enum LogFormat
{
    /// <summary>Words for people: <c>2026-01-02T03:04:05.678Z info: nginx reloaded (release=…)</c>.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
