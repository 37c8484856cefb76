using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Containers;

/// <summary>What every change of containers shares: the plan is bound to the container's id, which the engine itself checks.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
/// <typeparam name="TResult">What each changed container is reported as.</typeparam>
internal abstract class ContainerAction<TRequest, TResult>(ContainerFinder finder, NodeRegistry registry, NodeConnections connections) : INodeAction<TResult>
    where TRequest : ContainerChange<TResult>
{
    public Type RequestType => typeof(TRequest);

    /// <summary>What the change is called, e.g. <c>Stop</c>.</summary>
    protected abstract string Action { get; }

    /// <summary>Whether it can be undone.</summary>
    protected abstract bool Reversible { get; }

    public async Task<ChangePlan<TResult>> PlanAsync(ChangeRequest<TResult> request, CancellationToken cancellationToken)
    {
        var wanted = (TRequest)request;
        Check(wanted);
        var changes = new List<PlannedChange>();
        var failures = new List<ClusterException>();
        var named = new WantedContainers(wanted.Nodes, wanted.Names, wanted.Containers);
        await foreach (var answer in finder.FindAsync(named, NodeCall.ReadThrottle, wanted.Timeout, cancellationToken))
        {
            if (answer.Failure is { } failure) failures.Add(failure);
            else if (answer.Value is { } container) Plan(wanted, container, changes, failures);
        }

        return new ChangePlan<TResult> { Request = wanted, Changes = changes, Failures = failures };
    }

    public string LockOf(PlannedChange change)
    {
        var container = ReferenceOf(change);
        return $"container/{container.Node}/{container.Id}";
    }

    public async Task<Answer<TResult>> ExecuteAsync(ChangeRequest<TResult> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var container = ReferenceOf(change);
        var selection = await registry.SelectAsync([container.Node], cancellationToken);
        if (selection.Nodes is not [var node]) throw NodeErrors.NotFound(container.Node);

        try
        {
            return await ExecuteAsync((TRequest)request, container, connections.DockerOf(node), cancellationToken);
        }
        catch (ClusterException failure) when (DockerErrors.IsContainerNotFound(failure))
        {
            throw ContainerErrors.Gone(container);
        }
    }

    /// <summary>The container of a planned change.</summary>
    protected static ContainerRef ReferenceOf(PlannedChange change) => ((PlannedContainer)change.Work!).Reference;

    /// <summary>Refuses a request that cannot be meant.</summary>
    protected virtual void Check(TRequest request)
    {
    }

    /// <summary>Why the change cannot be done to a container as it is; null when it can.</summary>
    protected virtual ClusterException? Refuse(TRequest request, ContainerRef reference, ClusterContainer container) => null;

    /// <summary>What the container is afterwards; null when it is gone.</summary>
    protected abstract string? After(TRequest request, ClusterContainer container);

    /// <summary>Does it.</summary>
    protected abstract Task<TResult> ExecuteAsync(TRequest request, ContainerRef container, DockerClient docker, CancellationToken cancellationToken);

    private void Plan(TRequest request, ClusterContainer container, List<PlannedChange> changes, List<ClusterException> failures)
    {
        var reference = new ContainerRef(container.Node, container.Id, container.Name);
        if (Refuse(request, reference, container) is { } refusal)
        {
            failures.Add(refusal);
            return;
        }

        changes.Add(new PlannedChange
        {
            Target = $"container/{container.Node}/{container.Name}",
            Action = Action,
            Node = container.Node,
            Before = container.StateText,
            After = After(request, container),
            Reversible = Reversible,
            BoundTo = container.Id,
            Work = new PlannedContainer(reference, ContainerUndo.IsRunning(container)),
        });
    }
}
