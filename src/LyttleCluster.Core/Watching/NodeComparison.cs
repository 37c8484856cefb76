namespace LyttleCluster.Core.Watching;

/// <summary>
/// Whether two looks at a node say the same. When it was seen, how long the answer took and how long the host runs change with every look: they are
/// in what is known now, and nobody is told of them alone. Pure.
/// </summary>
internal static class NodeComparison
{
    public static bool TellSame(ClusterNode one, ClusterNode other) =>
        one.Name == other.Name
        && one.Status == other.Status
        && one.Suspended == other.Suspended
        && one.Reason == other.Reason
        && TellSame(one.Docker, other.Docker)
        && TellSame(one.NginxApi, other.NginxApi)
        && (one.OperatingSystem, one.Kernel, one.Cpus, one.MemoryBytes) == (other.OperatingSystem, other.Kernel, other.Cpus, other.MemoryBytes)
        && one.CpuPercent == other.CpuPercent
        && one.MemoryUsedBytes == other.MemoryUsedBytes
        && one.Load.AsSpan().SequenceEqual(other.Load)
        && one.Disks.AsSpan().SequenceEqual(other.Disks)
        && one.HostAddresses.AsSpan().SequenceEqual(other.HostAddresses)
        && one.Containers == other.Containers
        && (one.Location, one.PublishAddress, one.PortRange) == (other.Location, other.PublishAddress, other.PortRange)
        && one.ProxyAddress == other.ProxyAddress
        && one.Owners.AsSpan().SequenceEqual(other.Owners)
        && one.Address.AsSpan().SequenceEqual(other.Address)
        && one.Labels.Count == other.Labels.Count
        && one.Labels.All(label => other.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    private static bool TellSame(ClusterEndpoint? one, ClusterEndpoint? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Uri == other.Uri
                && (one.Connection, one.Health) == (other.Connection, other.Health)
                && (one.Version, one.ApiVersion, one.Reason, one.Remedy) == (other.Version, other.ApiVersion, other.Reason, other.Remedy);
}
