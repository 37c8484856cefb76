namespace LyttleCluster.TestPeers;

/// <summary>An asynchronous reload.</summary>
internal sealed class SimulatedOperation(string correlation, DateTimeOffset createdAt)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public string Correlation => correlation;

    public DateTimeOffset CreatedAt => createdAt;

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>`pending`, `running`, `succeeded`, `failed`.</summary>
    public string Status { get; set; } = "pending";

    public string? Error { get; set; }

    public string? Code { get; set; }

    public bool IsEnded => Status is "succeeded" or "failed";
}
