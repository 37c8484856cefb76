namespace LyttleCluster.TestPeers;

/// <summary>What visitors met.</summary>
public sealed record LoadCount
{
    /// <summary>Requests that were answered in full.</summary>
    public long Answered { get; init; }

    /// <summary>Of these, on a connection that was opened for it.</summary>
    public long Fresh { get; init; }

    /// <summary>Of these, answers that took three seconds, in pieces.</summary>
    public long Slow { get; init; }

    /// <summary>Of these, requests with a body that came back.</summary>
    public long Posted { get; init; }

    /// <summary>Messages that a WebSocket gave back.</summary>
    public long Messages { get; init; }

    /// <summary>Kept connections that were closed before a byte was answered; the request was made again on a fresh one.</summary>
    public long IdleCloses { get; init; }

    /// <summary>Of these, those that were noticed only after the request had been sent.</summary>
    public long Raced { get; init; }

    /// <summary>Answers of 500 and above.</summary>
    public long ServerErrors { get; init; }

    /// <summary>Answers that ended, or stood still, in the middle.</summary>
    public long Truncated { get; init; }

    /// <summary>Fresh connections that were refused, or closed before a byte was answered.</summary>
    public long FreshFailures { get; init; }

    /// <summary>Whole answers that were not what the upstream answers.</summary>
    public long Wrong { get; init; }

    /// <summary>WebSockets that ended.</summary>
    public long BrokenSockets { get; init; }

    /// <summary>All that no visitor may meet.</summary>
    public long Faults => ServerErrors + Truncated + FreshFailures + Wrong + BrokenSockets;

    /// <summary>What came since.</summary>
    public LoadCount Since(LoadCount earlier) => new()
    {
        Answered = Answered - earlier.Answered,
        Fresh = Fresh - earlier.Fresh,
        Slow = Slow - earlier.Slow,
        Posted = Posted - earlier.Posted,
        Messages = Messages - earlier.Messages,
        IdleCloses = IdleCloses - earlier.IdleCloses,
        Raced = Raced - earlier.Raced,
        ServerErrors = ServerErrors - earlier.ServerErrors,
        Truncated = Truncated - earlier.Truncated,
        FreshFailures = FreshFailures - earlier.FreshFailures,
        Wrong = Wrong - earlier.Wrong,
        BrokenSockets = BrokenSockets - earlier.BrokenSockets,
    };
}
