using System.Collections.Frozen;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>Which colour belongs to which word of the model.</summary>
internal static class Tones
{
    /// <summary>Fewer days than these left for a certificate are too few.</summary>
    public const int FewDays = 30;

    private static readonly FrozenDictionary<string, Tone> Words = new[]
    {
        (Tone.Good, "Ready Running Healthy Connected Succeeded Passed Reloaded Applied Resolved"),
        (Tone.Doubtful, "Degraded Suspended Paused Restarting Removing Starting Warning PartlyFailed Canceled Interrupted Skipped Warn Pending Drifted Informational Flapping Started NotProbed Notice"),
        (Tone.Bad, "Unreachable Unhealthy Dead Error Failed AccessDenied Refused NoApi RolledBack TimedOut Crit Alert Emerg Active Revoked"),
        (Tone.Quiet, "Created Exited Unknown None Debug Unchanged"),
    }.SelectMany(row => row.Item2.Split(' ').Select(word => KeyValuePair.Create(word, row.Item1))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Tone Of(string? word) => word is null ? Tone.None : Words.GetValueOrDefault(word);

    public static Tone Of<T>(T value)
        where T : struct, Enum => Of(value.ToString());

    /// <param name="days">Whole days left; null: not known.</param>
    public static Tone OfDays(int? days) => days switch
    {
        null => Tone.None,
        <= 0 => Tone.Bad,
        < FewDays => Tone.Doubtful,
        _ => Tone.Good,
    };

    public static Tone Of(NginxLogLevel? level) => level switch
    {
        >= NginxLogLevel.Error => Tone.Bad,
        NginxLogLevel.Warn => Tone.Doubtful,
        NginxLogLevel.Debug => Tone.Quiet,
        _ => Tone.None,
    };

    public static Tone Of(EventSeverity severity) => severity switch
    {
        EventSeverity.Error => Tone.Bad,
        EventSeverity.Warning => Tone.Doubtful,
        EventSeverity.Debug => Tone.Quiet,
        _ => Tone.None,
    };

    /// <summary>The word that stands for it in the style sheet.</summary>
    public static string Class(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Doubtful => "doubtful",
        Tone.Bad => "bad",
        Tone.Quiet => "quiet",
        _ => "plain",
    };

    /// <summary>A node's endpoint in one word, as the cmdlets show it.</summary>
    public static string Word(ClusterEndpoint? endpoint) => endpoint is null ? "" : Display.Endpoint(endpoint.Connection, endpoint.Health);
}
