using LyttleCluster.Core.Access;
using LyttleCluster.Core.Api;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// Stands before every handler: is the call for us, who calls (401, 429), is it another site's page (403), may they (403), in this order. What the handler then
/// does with the cluster is checked there once more, with what it really touches.
/// </summary>
internal sealed class Gate(ManagerParts parts, Identification identification, OpenCalls open, CallCounts counts) : IAccessWitness
{
    /// <summary>Shows a refusal to a person in a browser; null: in plain words.</summary>
    public Func<HttpContext, AccessRefusal, Task>? Page { get; set; }

    public RequestDelegate Before(ManagerRoute route)
    {
        var method = route.Access is null ? null : AccessMethod.Of(route.Access);
        return context => CountAsync(context, method, route.Handler);
    }

    public void Denied(ClusterCaller caller, AccessMethod method, ClusterException refusal) => parts.Log.Warn(
        $"Denied {method.Name} to {Printable.Line(caller.Name)}: {refusal.Message}", ("code", refusal.ErrorId), ("caller", Printable.Line(caller.Name)), ("proof", caller.Proof));

    private async Task CountAsync(HttpContext context, AccessMethod? method, RequestDelegate handler)
    {
        var outcome = CallOutcome.Failed;
        try
        {
            await CheckAsync(context, method, handler);
            outcome = context.RequestAborted.IsCancellationRequested ? CallOutcome.Canceled : CallCounts.Of(context.Response.StatusCode);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
            outcome = CallOutcome.Canceled;
        }
        catch (ClusterException failure)
        {
            // Whoever stands before us answers with it.
            outcome = CallCounts.Of(Problem.Of(failure).Status);
            throw;
        }
        finally
        {
            counts.Add(method?.Name ?? CallCounts.Open, outcome);
        }
    }

    private async Task CheckAsync(HttpContext context, AccessMethod? method, RequestDelegate handler)
    {
        if (!parts.Options.Listen.IsTls && !OwnHost.IsLoopback(context.Request.Host))
        {
            await RefuseAsync(context, AccessRefusals.HostRefused());
            return;
        }

        var (identity, refusal) = identification.Find(context);
        var caller = identity.Caller;
        context.SetCaller(caller, new GuardedCluster(parts.Cluster, caller, parts.Cluster.Parts.Owners, this));
        context.SetSession(identity.Session);
        // An open call needs no proof, so a bad one does not matter there.
        if (method is null) refusal = null;
        refusal ??= await Csrf.WhyNotAsync(context, identity);
        if (refusal is null && method is not null && AccessRule.Decide(caller, method) == AccessVerdict.Denied) refusal = AccessRefusal.Of(AccessRule.Refusal(caller, method));
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        if (method is null)
        {
            await handler(context);
            return;
        }

        var call = open.Begin(context, identity, method);
        try
        {
            await handler(context);
        }
        finally
        {
            open.End(call);
        }
    }

    /// <summary>Answers a refusal, and logs it.</summary>
    public Task RefuseAsync(HttpContext context, AccessRefusal refusal)
    {
        var caller = context.Caller();
        parts.Log.Warn(
            $"Refused {context.Request.Method} {Printable.Line(context.Request.Path.Value ?? "/")}: {refusal.Error.Message}",
            ("code", refusal.Error.ErrorId),
            ("address", context.Connection.RemoteIpAddress),
            ("caller", Printable.Line(caller.Name)),
            ("proof", caller.Proof),
            ("correlationId", context.CorrelationId()));
        return RefusalAnswer.WriteAsync(context, refusal, Page);
    }
}
