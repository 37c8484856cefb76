using System.Runtime.CompilerServices;

namespace LyttleCluster.Core;

/// <summary>The table of use cases: the one place that says what can be done with a cluster, by whom, and under which route.</summary>
public static class UseCases
{
    /// <summary>Every use case.</summary>
    public static IReadOnlyList<UseCase> All { get; } =
    [
        Read<SummaryQuery, ClusterSummary>("Overview.Get", "GET /overview", (c, r, t) => c.Overview.GetAsync(r, t)) with { IsPublic = true },
        Stream<SummaryWatch, ClusterSummary>("Overview.Watch", "GET /overview/watch", (c, r, t) => c.Overview.WatchAsync(r, t)) with { IsPublic = true },

        Read<NodeQuery, ClusterNode>("Nodes.Get", "GET /nodes", (c, r, t) => c.Nodes.GetAsync(r, t)) with { IsPublic = true },
        Read<NodeTest, ClusterCheck>("Nodes.Test", "GET /nodes/checks", (c, r, t) => c.Nodes.TestAsync(r, t)),
        Stream<NodeWait, ClusterNode>("Nodes.Wait", "GET /nodes/wait", (c, r, t) => c.Nodes.WaitAsync(r, t)) with { IsPublic = true },
        Read<NodeDiscovery, ClusterNodeCandidate>("Nodes.Find", "GET /nodes/candidates", (c, r, t) => c.Nodes.FindAsync(r, t)) with { Right = AccessRight.Administer },
        Change<AddNode, ClusterNode>("Nodes.Add", AccessRight.Administer, "POST /nodes"),
        Change<SetNode, ClusterNode>("Nodes.Set", AccessRight.Administer, "PATCH /nodes"),
        Change<RemoveNode, ClusterNode>("Nodes.Remove", AccessRight.Administer, "DELETE /nodes"),
        Change<RefuseNode, ClusterNodeCandidate>("Nodes.Refuse", AccessRight.Administer, "DELETE /nodes/candidates"),
        Change<SuspendNode, ClusterNode>("Nodes.Suspend", AccessRight.Operate, "POST /nodes/suspend") with { Owned = OwnedObject.Node },
        Change<ResumeNode, ClusterNode>("Nodes.Resume", AccessRight.Operate, "POST /nodes/resume") with { Owned = OwnedObject.Node },
        Change<RestartNode, ClusterNode>("Nodes.Restart", AccessRight.Administer, "POST /nodes/restart"),

        Read<ContainerQuery, ClusterContainer>("Containers.Get", "GET /containers", (c, r, t) => c.Containers.GetAsync(r, t)) with { IsPublic = true },
        Stream<ContainerLogQuery, ClusterLogEntry>("Containers.ReadLog", "GET /containers/log", (c, r, t) => c.Containers.ReadLogAsync(r, t)),
        Stream<ContainerUsageQuery, ClusterContainerUsage>("Containers.GetUsage", "GET /containers/usage", (c, r, t) => c.Containers.GetUsageAsync(r, t)),
        Stream<ContainerWait, ClusterContainer>("Containers.Wait", "GET /containers/wait", (c, r, t) => c.Containers.WaitAsync(r, t)) with { IsPublic = true },
        Read<ContainerPortTest, ClusterCheck>("Containers.TestPort", "GET /containers/port-checks", (c, r, t) => c.Containers.TestPortAsync(r, t)),
        Change<StartContainer, ClusterContainer>("Containers.Start", AccessRight.Operate, "POST /containers/start") with { Owned = OwnedObject.Node },
        Change<StopContainer, ClusterContainer>("Containers.Stop", AccessRight.Operate, "POST /containers/stop") with { Owned = OwnedObject.Node },
        Change<RestartContainer, ClusterContainer>("Containers.Restart", AccessRight.Operate, "POST /containers/restart") with { Owned = OwnedObject.Node },
        Change<RemoveContainer, ClusterContainer>("Containers.Remove", AccessRight.Operate, "DELETE /containers"),
        Change<InvokeContainerCommand, ClusterCommandResult>("Containers.InvokeCommand", AccessRight.Administer, "POST /containers/command"),

        Read<NginxStatusQuery, NginxStatus>("Nginx.GetStatus", "GET /nginx", (c, r, t) => c.Nginx.GetStatusAsync(r, t)) with { IsPublic = true },
        Stream<NginxLogQuery, NginxLogEntry>("Nginx.ReadLog", "GET /nginx/log", (c, r, t) => c.Nginx.ReadLogAsync(r, t)),
        Read<NginxConfigurationTest, ClusterCheck>("Nginx.Test", "GET /nginx/checks", (c, r, t) => c.Nginx.TestAsync(r, t)),
        Change<ReloadNginx, NginxReloadResult>("Nginx.Reload", AccessRight.Operate, "POST /nginx/reload") with { Owned = OwnedObject.Node },

        Read<DomainQuery, ClusterDomain>("Domains.Get", "GET /domains", (c, r, t) => c.Domains.GetAsync(r, t)) with { IsPublic = true },
        Read<DomainTest, ClusterCheck>("Domains.Test", "GET /domains/checks", (c, r, t) => c.Domains.TestAsync(r, t)),
        Read<DomainComparison, ClusterDomainDifference>("Domains.Compare", "GET /domains/differences", (c, r, t) => c.Domains.CompareAsync(r, t)),
        Read<DomainRendering, string>("Domains.Render", "GET /domains/configuration", (c, r, t) => c.Domains.RenderAsync(r, t)),
        Change<SetDomain, ClusterDomain>("Domains.Set", AccessRight.Administer, "PUT /domains") with { Owned = OwnedObject.Domain },
        Change<RemoveDomain, ClusterDomain>("Domains.Remove", AccessRight.Administer, "DELETE /domains") with { Owned = OwnedObject.Domain },
        Change<ImportDomain, ClusterDomain>("Domains.Import", AccessRight.Administer, "POST /domains/import"),
        Change<PublishDomain, ClusterDomainResult>("Domains.Publish", AccessRight.Administer, "POST /domains/publish") with { Owned = OwnedObject.Domain },

        Read<EventQuery, ClusterEvent>("Events.Get", "GET /events/history", (c, r, t) => c.Events.GetAsync(r, t)),
        Stream<EventWatch, ClusterEvent>("Events.Watch", "GET /events", (c, r, t) => c.Events.WatchAsync(r, t)),

        Read<OperationQuery, ClusterOperation>("Operations.Get", "GET /operations", (c, r, t) => c.Operations.GetAsync(r, t)),
        Read<LockQuery, ClusterLock>("Operations.GetLocks", "GET /locks", (c, r, t) => c.Operations.GetLocksAsync(r, t)),
        Change<UndoOperation, ClusterOperation>("Operations.Undo", AccessRight.Administer, "POST /operations/undo"),
        Change<ResumeOperation, ClusterOperation>("Operations.Resume", AccessRight.Administer, "POST /operations/resume"),
        Change<BreakLock, ClusterLock>("Operations.BreakLock", AccessRight.Administer, "DELETE /locks"),

        Read<AccessQuery, ClusterAccess>("Access.Get", "GET /access", (c, r, t) => c.Access.GetAsync(r, t)) with { Right = AccessRight.Administer },
        Read<TokenQuery, ClusterToken>("Access.GetTokens", "GET /tokens", (c, r, t) => c.Access.GetTokensAsync(r, t)) with { Right = AccessRight.Administer },
        Change<GrantAccess, ClusterAccess>("Access.Grant", AccessRight.Administer, "PUT /access"),
        Change<RevokeAccess, ClusterAccess>("Access.Revoke", AccessRight.Administer, "DELETE /access"),
        Change<NewToken, IssuedToken>("Access.NewToken", AccessRight.Administer, "POST /tokens"),
        Change<RemoveToken, ClusterToken>("Access.RemoveToken", AccessRight.Administer, "DELETE /tokens"),

        Read<AlertQuery, ClusterAlert>("Alerts.Get", "GET /alerts", (c, r, t) => c.Alerts.GetAsync(r, t)),
        Change<SuspendAlert, ClusterAlert>("Alerts.Suspend", AccessRight.Operate, "POST /alerts/suspend"),
    ];

    /// <summary>The use case that a request belongs to.</summary>
    public static UseCase Of(Type requestType) => ByRequest[requestType];

    private static Dictionary<Type, UseCase> ByRequest { get; } = All.ToDictionary(useCase => useCase.RequestType);

    private static UseCase<TRequest, TResult> Read<TRequest, TResult>(
        string name, string route, Func<ICluster, TRequest, CancellationToken, IAsyncEnumerable<Answer<TResult>>> invoke) =>
        new() { Name = name, Kind = UseCaseKind.Read, Right = AccessRight.View, Route = route, Invoke = invoke };

    private static UseCase<TRequest, TResult> Stream<TRequest, TResult>(
        string name, string route, Func<ICluster, TRequest, CancellationToken, IAsyncEnumerable<Answer<TResult>>> invoke) =>
        new() { Name = name, Kind = UseCaseKind.Stream, Right = AccessRight.View, Route = route, Invoke = invoke };

    private static UseCase<TRequest, TResult> Change<TRequest, TResult>(string name, AccessRight right, string route)
        where TRequest : ChangeRequest<TResult> =>
        new() { Name = name, Kind = UseCaseKind.Change, Right = right, Route = route, Invoke = PlanAndApply<TRequest, TResult> };

    private static async IAsyncEnumerable<Answer<TResult>> PlanAndApply<TRequest, TResult>(
        ICluster cluster, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : ChangeRequest<TResult>
    {
        var plan = await cluster.Operations.PlanAsync(request, cancellationToken);
        await foreach (var answer in cluster.Operations.ApplyAsync(plan, cancellationToken)) yield return answer;
    }
}
