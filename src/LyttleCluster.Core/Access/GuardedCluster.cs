using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Access;

/// <summary>
/// A cluster as one caller may use it. Each call finds its use case by what it is asked with, and is refused where the caller lacks the right; each
/// change has the caller as its author. It closes nothing: the cluster behind it is everybody's.
/// </summary>
internal sealed class GuardedCluster : ICluster
{
    public GuardedCluster(ICluster inner, ClusterCaller caller, OwnerCheck owners, IAccessWitness? witness)
    {
        var guard = new AccessGuard(caller, owners, witness);
        Overview = new GuardedOverview(inner.Overview, guard);
        Nodes = new GuardedNodes(inner.Nodes, guard);
        Containers = new GuardedContainers(inner.Containers, guard);
        Nginx = new GuardedNginx(inner.Nginx, guard);
        Domains = new GuardedDomains(inner.Domains, guard);
        Events = new GuardedEvents(inner.Events, guard);
        Operations = new GuardedOperations(inner.Operations, guard);
        Access = new GuardedAccess(inner.Access, guard);
        Alerts = new GuardedAlerts(inner.Alerts, guard);
    }

    public IOverview Overview { get; }

    public INodes Nodes { get; }

    public IContainers Containers { get; }

    public INginx Nginx { get; }

    public IDomains Domains { get; }

    public IEvents Events { get; }

    public IOperations Operations { get; }

    public IAccess Access { get; }

    public IAlerts Alerts { get; }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class GuardedOverview(IOverview inner, AccessGuard guard) : IOverview
    {
        public IAsyncEnumerable<Answer<ClusterSummary>> GetAsync(SummaryQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterSummary>> WatchAsync(SummaryWatch request, CancellationToken cancellationToken) => guard.Read(request, inner.WatchAsync, cancellationToken);
    }

    private sealed class GuardedNodes(INodes inner, AccessGuard guard) : INodes
    {
        public IAsyncEnumerable<Answer<ClusterNode>> GetAsync(NodeQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NodeTest request, CancellationToken cancellationToken) => guard.Read(request, inner.TestAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterNode>> WaitAsync(NodeWait request, CancellationToken cancellationToken) => guard.Read(request, inner.WaitAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterNodeCandidate>> FindAsync(NodeDiscovery request, CancellationToken cancellationToken) => guard.Read(request, inner.FindAsync, cancellationToken);
    }

    private sealed class GuardedContainers(IContainers inner, AccessGuard guard) : IContainers
    {
        public IAsyncEnumerable<Answer<ClusterContainer>> GetAsync(ContainerQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterLogEntry>> ReadLogAsync(ContainerLogQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.ReadLogAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterContainerUsage>> GetUsageAsync(ContainerUsageQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetUsageAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterContainer>> WaitAsync(ContainerWait request, CancellationToken cancellationToken) => guard.Read(request, inner.WaitAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterCheck>> TestPortAsync(ContainerPortTest request, CancellationToken cancellationToken) => guard.Read(request, inner.TestPortAsync, cancellationToken);
    }

    private sealed class GuardedNginx(INginx inner, AccessGuard guard) : INginx
    {
        public IAsyncEnumerable<Answer<NginxStatus>> GetStatusAsync(NginxStatusQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetStatusAsync, cancellationToken);

        public IAsyncEnumerable<Answer<NginxLogEntry>> ReadLogAsync(NginxLogQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.ReadLogAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NginxConfigurationTest request, CancellationToken cancellationToken) => guard.Read(request, inner.TestAsync, cancellationToken);
    }

    private sealed class GuardedDomains(IDomains inner, AccessGuard guard) : IDomains
    {
        public IAsyncEnumerable<Answer<ClusterDomain>> GetAsync(DomainQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(DomainTest request, CancellationToken cancellationToken) => guard.Read(request, inner.TestAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterDomainDifference>> CompareAsync(DomainComparison request, CancellationToken cancellationToken) => guard.Read(request, inner.CompareAsync, cancellationToken);

        public IAsyncEnumerable<Answer<string>> RenderAsync(DomainRendering request, CancellationToken cancellationToken) => guard.Read(request, inner.RenderAsync, cancellationToken);
    }

    private sealed class GuardedEvents(IEvents inner, AccessGuard guard) : IEvents
    {
        public IAsyncEnumerable<Answer<ClusterEvent>> GetAsync(EventQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterEvent>> WatchAsync(EventWatch request, CancellationToken cancellationToken) => guard.Read(request, inner.WatchAsync, cancellationToken);
    }

    private sealed class GuardedAccess(IAccess inner, AccessGuard guard) : IAccess
    {
        public IAsyncEnumerable<Answer<ClusterAccess>> GetAsync(AccessQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterToken>> GetTokensAsync(TokenQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetTokensAsync, cancellationToken);
    }

    private sealed class GuardedAlerts(IAlerts inner, AccessGuard guard) : IAlerts
    {
        public IAsyncEnumerable<Answer<ClusterAlert>> GetAsync(AlertQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);
    }

    private sealed class GuardedOperations(IOperations inner, AccessGuard guard) : IOperations
    {
        public async Task<ChangePlan<TResult>> PlanAsync<TResult>(ChangeRequest<TResult> request, CancellationToken cancellationToken)
        {
            var method = await guard.CheckBeforeAsync(request, cancellationToken);
            var plan = await inner.PlanAsync(request with { Author = guard.Caller.Name }, cancellationToken);
            await guard.CheckAsync(method, plan.Request, plan.Changes, cancellationToken);
            return plan with { Author = guard.Caller.Name };
        }

        public async IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // Rights and owners may have changed since it was planned.
            var method = await guard.CheckBeforeAsync(plan.Request, cancellationToken);
            await guard.CheckAsync(method, plan.Request, plan.Changes, cancellationToken);
            await foreach (var answer in inner.ApplyAsync(plan with { Author = guard.Caller.Name }, cancellationToken)) yield return answer;
        }

        public IAsyncEnumerable<Answer<ClusterOperation>> GetAsync(OperationQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetAsync, cancellationToken);

        public IAsyncEnumerable<Answer<ClusterLock>> GetLocksAsync(LockQuery request, CancellationToken cancellationToken) => guard.Read(request, inner.GetLocksAsync, cancellationToken);
    }
}
