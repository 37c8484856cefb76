namespace LyttleCluster.Core.Containers;

/// <summary>Counts containers by state.</summary>
internal static class ContainerCounting
{
    public static ClusterContainerCounts Count(IEnumerable<ClusterContainer> containers)
    {
        var counts = new ClusterContainerCounts();
        foreach (var container in containers)
        {
            counts = counts with
            {
                Total = counts.Total + 1,
                Running = counts.Running + One(container.State == ContainerState.Running),
                Paused = counts.Paused + One(container.State == ContainerState.Paused),
                Restarting = counts.Restarting + One(container.State == ContainerState.Restarting),
                Stopped = counts.Stopped + One(IsStopped(container.State)),
                Unhealthy = counts.Unhealthy + One(container.Health == ContainerHealth.Unhealthy),
            };
        }

        return counts;
    }

    private static int One(bool counts) => counts ? 1 : 0;

    private static bool IsStopped(ContainerState state) =>
        state is ContainerState.Created or ContainerState.Exited or ContainerState.Dead or ContainerState.Removing;
}
