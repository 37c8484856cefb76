namespace LyttleCluster.Service.Agent.Host;

/// <summary>One local file system.</summary>
internal sealed record Disk(string Path, long TotalBytes, long UsedBytes);
