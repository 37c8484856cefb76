using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Containers;

/// <summary>Waits until containers are as wanted. One list a node and look, however many containers are waited for.</summary>
internal sealed class ContainerWaiter(ContainerFinder finder, TimeProvider time)
{
    /// <summary>How often it looks again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<Answer<ClusterContainer>> WaitAsync(ContainerWait request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var arrived = new HashSet<(string Node, string Id)>();
        while (true)
        {
            var pending = new List<ClusterContainer>();
            var failures = new List<ClusterException>();
            var wanted = new WantedContainers(request.Nodes, request.Names, request.Containers);
            await foreach (var answer in finder.FindAsync(wanted, request.ThrottleLimit, request.Timeout, cancellationToken))
            {
                if (answer.Failure is { } failure) failures.Add(failure);
                else if (answer.Value is { } container && !arrived.Contains((container.Node, container.Id)))
                {
                    if (!IsAsWanted(request, container)) pending.Add(container);
                    else if (arrived.Add((container.Node, container.Id))) yield return container;
                }
            }

            if (pending.Count == 0 && failures.Count == 0) yield break;
            if (time.GetElapsedTime(started) >= request.Wait)
            {
                foreach (var container in pending) yield return TimedOut(request, container);
                foreach (var failure in failures) yield return failure;
                yield break;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    private static bool IsAsWanted(ContainerWait request, ClusterContainer container) => request.Healthy
        ? container is { State: ContainerState.Running, Health: ContainerHealth.None or ContainerHealth.Healthy }
        : request.State.Contains(container.State);

    private static ClusterException TimedOut(ContainerWait request, ClusterContainer container)
    {
        var health = container.Health == ContainerHealth.None ? "" : $" ({container.Health.ToString().ToLowerInvariant()})";
        var wanted = request.Healthy ? "running and healthy" : string.Join(" or ", request.State);
        return ContainerErrors.WaitTimedOut(container.Name, container.Node, request.Wait, container.StateText + health, wanted);
    }
}
