namespace LyttleCluster.Core.NginxApi;

/// <summary>What came back of one request for a reload.</summary>
/// <param name="Verdict">How it ended; null when the answer was lost or says nothing.</param>
/// <param name="WhyLost">Why there is no verdict.</param>
/// <param name="OperationId">The operation that it became.</param>
internal sealed record ReloadReply(ReloadAnswer? Verdict, string? WhyLost, string? OperationId);
