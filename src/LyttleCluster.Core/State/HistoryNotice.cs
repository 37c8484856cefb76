namespace LyttleCluster.Core.State;

/// <summary>Tells that the history could not be written or read: once a session for each cause, beside results that do not depend on it.</summary>
internal sealed class HistoryNotice(IHistory history)
{
    private string? _told;

    /// <summary>The warning to give; null when there is none, or it was given already.</summary>
    public ClusterWarning? Take()
    {
        var failure = history.LastFailure;
        if (failure is null || Interlocked.Exchange(ref _told, failure.ErrorId) == failure.ErrorId) return null;
        return new ClusterWarning
        {
            Id = "HistoryIncomplete",
            Message = $"Last known values and events may be missing: {failure.Message}",
            Remedy = failure.Remedy,
        };
    }
}
