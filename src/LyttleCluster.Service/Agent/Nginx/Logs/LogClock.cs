namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>Turns the local times of an error log, which name no zone, into UTC, line after line.</summary>
internal sealed class LogClock(TimeZoneInfo zone)
{
    private DateTime? _last;

    /// <summary>
    /// The moment of a local time. An hour that comes twice (the end of summer time) is the first one until the log shows that time went
    /// back; one that never was is taken as if the clock had not been moved.
    /// </summary>
    public DateTimeOffset ToUtc(DateTime local)
    {
        var utc = Convert(local);
        _last = utc;
        return new DateTimeOffset(utc, TimeSpan.Zero);
    }

    private DateTime Convert(DateTime local)
    {
        if (zone.IsInvalidTime(local)) return DateTime.SpecifyKind(local - zone.BaseUtcOffset, DateTimeKind.Utc);
        if (!zone.IsAmbiguousTime(local)) return DateTime.SpecifyKind(local - zone.GetUtcOffset(local), DateTimeKind.Utc);
        var choices = zone.GetAmbiguousTimeOffsets(local).Select(offset => DateTime.SpecifyKind(local - offset, DateTimeKind.Utc)).Order().ToArray();
        return choices.FirstOrDefault(choice => _last is null || choice >= _last, choices[^1]);
    }
}
