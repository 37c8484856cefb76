namespace LyttleCluster.Core.NginxApi;

/// <summary>A whole answer, whatever its status.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">Of the body, without parameters.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Limits">What its headers say of limits.</param>
/// <param name="Latency">From the request to the headers of the answer.</param>
internal sealed record NginxApiAnswer(int Status, string? MediaType, ReadOnlyMemory<byte> Body, NginxApiLimits Limits, TimeSpan Latency)
{
    /// <summary>The state of what it shows, for <c>If-Match</c>, without its quotes; null when it has none.</summary>
    public string? ETag { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;
}
