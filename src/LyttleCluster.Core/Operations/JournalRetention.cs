namespace LyttleCluster.Core.Operations;

/// <summary>How much of the journal is kept. An operation that has not ended is always kept: only its steps tell how far it got.</summary>
/// <param name="MaxOperations">At most this many (and a few more between two looks).</param>
/// <param name="MaxAge">Operations that began longer ago are dropped.</param>
internal sealed record JournalRetention(int MaxOperations, TimeSpan MaxAge)
{
    /// <summary>Ten thousand operations, 400 days: a year and a month to look back on.</summary>
    public static JournalRetention Default { get; } = new(10_000, TimeSpan.FromDays(400));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"the newest {MaxOperations:N0}, for {MaxAge.TotalDays:0} days");
}
