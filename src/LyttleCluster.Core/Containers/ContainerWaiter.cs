using System.Runtime.CompilerServices;
using LyttleCluster.Core.FanOut;

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
            var silence = LookLimit.Of(request.Timeout, request.Wait - time.GetElapsedTime(started));
            var look = new Look();
            await foreach (var container in LookAsync(request, silence, arrived, look, cancellationToken)) yield return container;

            var isOver = time.GetElapsedTime(started) >= request.Wait;
            if (look.IsLast(arrived.Count > 0) || isOver)
            {
                foreach (var container in look.Pending) yield return TimedOut(request, container);
                foreach (var failure in look.Failures) yield return failure;
                yield break;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    /// <summary>Gives what has arrived as soon as its node says so: a node that hangs holds up no other.</summary>
    private async IAsyncEnumerable<ClusterContainer> LookAsync(
        ContainerWait request, TimeSpan silence, HashSet<(string Node, string Id)> arrived, Look look, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stillWanted = request.Containers.Where(container => !arrived.Contains((container.Node, container.Id))).ToList();
        var wanted = new WantedContainers(request.Nodes, request.Names, stillWanted);
        await foreach (var answer in finder.FindAsync(wanted, request.ThrottleLimit, silence, cancellationToken))
        {
            if (answer.Failure is { } failure) look.Failures.Add(failure);
            else if (answer.Value is not { } container || arrived.Contains((container.Node, container.Id))) continue;
            else if (!IsAsWanted(request, container)) look.Pending.Add(container);
            else if (arrived.Add((container.Node, container.Id))) yield return container;
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

    /// <summary>What one look at the nodes found that is not as wanted.</summary>
    private sealed class Look
    {
        public List<ClusterContainer> Pending { get; } = [];

        public List<ClusterException> Failures { get; } = [];

        /// <summary>
        /// Whether looking again is of no use: all that was found is as wanted, and what is missing will not come. A container that was
        /// named may still be made, and a node that is away may still come back, as long as nothing else was found; one that is gone stays gone.
        /// </summary>
        public bool IsLast(bool foundSome) => Pending.Count == 0 && Failures.All(failure => failure.ErrorId switch
        {
            ContainerErrors.GoneId => true,
            ContainerErrors.NotFoundId => false,
            _ => foundSome,
        });
    }
}
