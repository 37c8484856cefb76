namespace LyttleCluster.Core.NginxApi;

/// <summary>One of the limits of one handler.</summary>
/// <param name="Remaining">How many calls are left of it; null when it is not told.</param>
/// <param name="Reset">When it begins anew, from the answer on; null when it is not told.</param>
internal readonly record struct NginxApiLimit(int? Remaining, TimeSpan? Reset);
