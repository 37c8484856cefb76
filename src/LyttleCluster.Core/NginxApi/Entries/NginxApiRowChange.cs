namespace LyttleCluster.Core.NginxApi;

/// <summary>What became of one entry that was written by itself.</summary>
/// <param name="Entry">The entry after it, or before it was deleted; null where it was not there, or was not told.</param>
/// <param name="Limits">How many more calls of this kind are left; nothing where the answer was lost.</param>
/// <param name="WasThere">False where the entry to change or to delete was gone already.</param>
internal sealed record NginxApiRowChange(NginxApiEntry? Entry, NginxApiLimits Limits, bool WasThere)
{
    /// <summary>What was done to learn this when the answer was lost; null when it was not.</summary>
    public string? LookedUp { get; init; }
}
