using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Api;

namespace LyttleCluster.Core.Remote;

/// <summary>Changes through a manager: the plan stays there, and is carried out by its name.</summary>
internal sealed class RemoteOperations(ManagerCalls calls) : IOperations
{
    public async Task<ChangePlan<TResult>> PlanAsync<TResult>(ChangeRequest<TResult> request, CancellationToken cancellationToken)
    {
        var plan = await calls.PlanAsync(UseCases.Of(request.GetType()), request, cancellationToken);
        var type = (JsonTypeInfo<TResult>)ApiJson.Default.Options.GetTypeInfo(typeof(TResult));
        return new ChangePlan<TResult>
        {
            Request = request,
            Changes = [.. plan.Changes.Select(change => ToChange(change, plan.Etag))],
            Unchanged = [.. plan.Unchanged.Select(item => item.Deserialize(type)!)],
            Failures = [.. plan.Failures.Select(failure => failure.ToException())],
            Warnings = plan.Warnings,
        };
    }

    public async IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (plan.Changes.Count == 0) yield break;
        var agreed = plan.Changes.Select(change => (RemoteChange)change.Work!).ToList();
        var answers = calls.ApplyAsync<TResult>(UseCases.Of(plan.Request.GetType()), agreed[0].Etag, [.. agreed.Select(change => change.Index)], cancellationToken);
        await using var reading = answers.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ClusterException? outdated = null;
            try
            {
                if (!await reading.MoveNextAsync()) break;
            }
            catch (ClusterException failure) when (failure.ErrorId == ApiErrors.PlanOutdatedId)
            {
                // An answer like any other here, as it is from a local cluster.
                outdated = failure;
            }

            if (outdated is not null)
            {
                yield return outdated;
                yield break;
            }

            yield return reading.Current;
        }
    }

    public IAsyncEnumerable<Answer<ClusterOperation>> GetAsync(OperationQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterOperation>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterLock>> GetLocksAsync(LockQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterLock>(UseCases.Of(request.GetType()), request, cancellationToken);

    private static PlannedChange ToChange(PlannedChangeBody change, string etag) => new()
    {
        Target = change.Target,
        Action = change.Action,
        Node = change.Node,
        Before = change.Before,
        After = change.After,
        Reversible = change.Reversible,
        BoundTo = change.BoundTo,
        Work = new RemoteChange(etag, change.Index),
    };

    /// <summary>Which change of which plan at the manager it is.</summary>
    private sealed record RemoteChange(string Etag, int Index);
}
