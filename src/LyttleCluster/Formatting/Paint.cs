namespace LyttleCluster.Formatting;

/// <summary>
/// Colours for the words that say how something is. The colours come from the caller: only PowerShell knows whether and with
/// which sequences the terminal takes them.
/// </summary>
public static class Paint
{
    /// <summary>Fewer days than these left for a certificate are too few.</summary>
    private const double FewDays = 30;

    private static readonly HashSet<string> GoodWords = new(StringComparer.OrdinalIgnoreCase) { "Ready", "Running", "Healthy", "Connected", "Succeeded", "Passed", "Reloaded", "Applied", "Resolved" };
    private static readonly HashSet<string> DoubtfulWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "Degraded", "Suspended", "Paused", "Restarting", "Removing", "Starting", "Warning", "PartlyFailed", "Canceled", "Interrupted", "Skipped", "Warn", "Pending", "Drifted", "Flapping",
    };
    private static readonly HashSet<string> BadWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "Unreachable", "Unhealthy", "Dead", "Error", "Failed", "AccessDenied", "Refused", "NoApi", "RolledBack", "TimedOut", "Crit", "Alert", "Emerg", "Active",
    };

    /// <summary>The word in the colour that belongs to it; as it is where none does.</summary>
    /// <param name="word">The word; anything with a name.</param>
    /// <param name="good">The sequence for what is well.</param>
    /// <param name="doubtful">The sequence for what should be looked at.</param>
    /// <param name="bad">The sequence for what is broken.</param>
    /// <param name="reset">The sequence that ends a colour.</param>
    public static string Word(object? word, string good, string doubtful, string bad, string reset)
    {
        var text = Printable.Line(word?.ToString());
        var colour = GoodWords.Contains(text) ? good : DoubtfulWords.Contains(text) ? doubtful : BadWords.Contains(text) ? bad : "";
        return colour.Length == 0 ? text : colour + text + reset;
    }

    /// <summary>The days that are left for a certificate: in a colour where they are few, in another where there are none.</summary>
    /// <param name="days">The number; nothing is shown for null.</param>
    /// <param name="doubtful">The sequence for what should be looked at.</param>
    /// <param name="bad">The sequence for what is broken.</param>
    /// <param name="reset">The sequence that ends a colour.</param>
    public static string Days(object? days, string doubtful, string bad, string reset)
    {
        var text = Printable.Line(days?.ToString());
        return Numbers.From(days) switch
        {
            <= 0 => bad + text + reset,
            < FewDays => doubtful + text + reset,
            _ => text,
        };
    }
}
