using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LyttleCluster.Core;
using LyttleCluster.Core.Access;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// The plans that somebody may still agree to: in memory alone, for who made them, each once and not for long. What is not here any more is
/// planned anew, by whoever still wants it.
/// </summary>
internal sealed class PlanStore(ManagerLimits limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _plans = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();
    private int _changes;

    /// <summary>Keeps a plan.</summary>
    /// <returns>The name to agree to it by, which nobody can guess, and until when.</returns>
    public (string Etag, DateTimeOffset ExpiresAt) Keep<TResult>(ClusterCaller caller, ChangePlan<TResult> plan)
    {
        var etag = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var expires = time.GetUtcNow() + limits.PlanLifetime;
        lock (_gate)
        {
            _plans[etag] = new Kept(caller.Name, caller.Proof, plan, plan.Changes.Count, expires);
            _inOrder.Enqueue(etag);
            _changes += plan.Changes.Count;
            // The newest one stays, however large it is.
            while (_inOrder.Count > 1 && (_plans.Count > limits.Plans || _changes > limits.PlannedChanges || IsOver(_inOrder.Peek()))) Remove(_inOrder.Dequeue());
        }

        return (etag, expires);
    }

    /// <summary>Takes a plan out. Nobody else's and no other change's is found.</summary>
    /// <param name="etag">Its name.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="requestType">What it is a plan of.</param>
    /// <param name="check">Throws when it is not to be taken; then it stays.</param>
    /// <param name="plan">The plan.</param>
    public bool TryTake<TResult>(string etag, ClusterCaller caller, Type requestType, Action<ChangePlan<TResult>> check, [NotNullWhen(true)] out ChangePlan<TResult>? plan)
    {
        plan = null;
        lock (_gate)
        {
            if (!_plans.TryGetValue(etag, out var kept) || kept.Caller != caller.Name || kept.Proof != caller.Proof || kept.Expires <= time.GetUtcNow()) return false;
            plan = kept.Plan as ChangePlan<TResult>;
            if (plan?.Request.GetType() != requestType) return false;
            check(plan);
            Remove(etag);
            return true;
        }
    }

    private bool IsOver(string etag) => !_plans.TryGetValue(etag, out var kept) || kept.Expires <= time.GetUtcNow();

    private void Remove(string etag)
    {
        if (_plans.Remove(etag, out var kept)) _changes -= kept.Changes;
    }

    private sealed record Kept(string Caller, CallerProof Proof, object Plan, int Changes, DateTimeOffset Expires);
}
