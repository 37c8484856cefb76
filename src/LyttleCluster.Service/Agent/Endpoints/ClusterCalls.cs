using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Operations;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>The v2 API's cluster calls, for a cluster of this one node: a reload that is not waited for, and who is there.</summary>
internal sealed class ClusterCalls(ReloadOperations operations, AgentIdentity identity, ListenAddress listen, TimeProvider time)
{
    private const int AbsentLimit = 20;

    private readonly OperationViews _views = new(identity);

    public IEnumerable<AgentRoute> Routes =>
    [
        AgentRoute.Post("/cluster/reload", Right.Operator, ReloadAsync),
        AgentRoute.Get("/cluster/operations", Right.Viewer, ListAsync),
        AgentRoute.Get("/cluster/operations/{id}", Right.Viewer, FindAsync),
        AgentRoute.Get("/cluster/nodes", Right.Viewer, NodesAsync),
    ];

    private Task ReloadAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("operationId"))
            return context.RefuseAsync(Refusal.BadRequest("operationId is for nodes among themselves: call POST /cluster/reload without it"), time);
        var broadcast = context.Request.Query["broadcast"] != "false";
        return operations.Start(broadcast, context.Caller().Subject, context.CorrelationId()) is { } operation
            ? context.JsonAsync(_views.Row(operation), AgentJson.Default.OperationBody, StatusCodes.Status202Accepted)
            : context.RefuseAsync(new Refusal(429, "TooManyOperations", $"{ReloadOperations.MostUnderWay} reloads wait already: their outcome counts for all") { RetryAfter = 5 }, time);
    }

    private Task FindAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return operations.Find(id) is { } operation
            ? context.JsonAsync(_views.Detail(operation), AgentJson.Default.OperationBody)
            : context.RefuseAsync(Refusal.NotFound("Cluster operation not found"), time);
    }

    private Task ListAsync(HttpContext context)
    {
        if (!Queries.TryCount(context, "limit", AbsentLimit, ReloadOperations.Kept, out var limit)) return context.RefuseAsync(Refusal.BadRequest($"limit is a number from 1 to {ReloadOperations.Kept}"), time);
        var asked = new OperationFilters(limit, Queries.Text(context, "status"), Queries.Text(context, "type"), Queries.Text(context, "nodeId"));
        OperationBody[] rows = [.. operations.All.Where(operation => Matches(operation, asked)).Take(limit).Select(_views.Row)];
        return context.JsonAsync(new OperationList(rows.Length, asked, rows), AgentJson.Default.OperationList);
    }

    private bool Matches(ReloadOperation operation, OperationFilters asked) =>
        (asked.Status ?? OperationViews.NameOf(operation.Status)) == OperationViews.NameOf(operation.Status)
        && (asked.Type ?? ReloadOperation.Type) == ReloadOperation.Type
        && (asked.NodeId is null || asked.NodeId == operation.InitiatorInstanceId || asked.NodeId == identity.Id || asked.NodeId == identity.HostName);

    private Task NodesAsync(HttpContext context)
    {
        var address = HostAddresses.Current() is [var first, ..] ? first : "127.0.0.1";
        var node = new ClusterNodeBody
        {
            Id = identity.Id,
            Hostname = identity.HostName,
            InstanceId = identity.InstanceId,
            IpAddress = address,
            ControlPlane = ControlPlane(context, address),
            IsLeader = false,
            Status = "active",
            LastHeartbeat = time.GetUtcNow(),
            Version = Roles.Version,
            Metadata = new Dictionary<string, string> { ["product"] = AgentIdentity.Product },
            IsLocal = true,
        };
        return context.JsonAsync(new ClusterNodesBody(1, context.Request.Query["includeInactive"] == "true", [node]), AgentJson.Default.ClusterNodesBody);
    }

    private ControlPlaneBody? ControlPlane(HttpContext context, string address)
    {
        if (listen.IsLoopback) return null;
        var host = listen.Address!.Equals(System.Net.IPAddress.Any) || listen.Address.Equals(System.Net.IPAddress.IPv6Any) ? address : listen.Address.ToString();
        var port = context.Connection.LocalPort;
        var scheme = listen.IsTls ? "https" : "http";
        return new ControlPlaneBody(host, port, scheme, $"{scheme}://{(host.Contains(':') ? $"[{host}]" : host)}:{port}", "listen");
    }
}
