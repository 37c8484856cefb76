namespace LyttleCluster.Core.NginxApi;

/// <summary>What came back of one request for a change of an entry.</summary>
/// <param name="Answer">The whole answer; null when it was lost.</param>
/// <param name="Lost">Why it was lost; null when it was not.</param>
internal sealed record RowReply(NginxApiAnswer? Answer, ClusterException? Lost);
