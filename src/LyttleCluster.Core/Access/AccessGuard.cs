namespace LyttleCluster.Core.Access;

/// <summary>Checks the calls of one caller.</summary>
internal sealed class AccessGuard(ClusterCaller caller, OwnerCheck owners, IAccessWitness? witness)
{
    public ClusterCaller Caller => caller;

    /// <summary>What is read, or the refusal alone.</summary>
    public IAsyncEnumerable<Answer<TResult>> Read<TRequest, TResult>(
        TRequest request, Func<TRequest, CancellationToken, IAsyncEnumerable<Answer<TResult>>> read, CancellationToken cancellationToken)
        where TRequest : notnull
    {
        var method = MethodOf(request);
        return AccessRule.Decide(caller, method) is AccessVerdict.Granted or AccessVerdict.Public
            ? read(request, cancellationToken)
            : new[] { (Answer<TResult>)Deny(method, AccessRule.Refusal(caller, method)) }.ToAsyncEnumerable();
    }

    /// <summary>Refuses who can have no right to a change, before anything is looked at.</summary>
    /// <exception cref="ClusterException"><c>AccessDenied</c> or <c>NotAuthenticated</c>.</exception>
    public async Task<AccessMethod> CheckBeforeAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        var method = MethodOf(request);
        var mayBe = AccessRule.Decide(caller, method) switch
        {
            AccessVerdict.Denied => false,
            AccessVerdict.ToOwners => await owners.OwnsAnyAsync(caller, method.Owned, cancellationToken),
            _ => true,
        };
        return mayBe ? method : throw Deny(method, AccessRule.Refusal(caller, method));
    }

    /// <summary>Refuses a plan with anything in it that the caller may not.</summary>
    /// <exception cref="ClusterException"><c>AccessNotOwner</c> or <c>AccessBeyondOwner</c>.</exception>
    public async Task CheckAsync(AccessMethod method, ChangeRequest request, IReadOnlyList<PlannedChange> changes, CancellationToken cancellationToken)
    {
        if (AccessRule.Decide(caller, method) != AccessVerdict.ToOwners) return;
        if (await owners.RefusalAsync(caller, method, request, changes, cancellationToken) is { } refusal) throw Deny(method, refusal);
    }

    private static AccessMethod MethodOf(object request) => AccessMethod.Of(UseCases.Of(request.GetType()).Name);

    private ClusterException Deny(AccessMethod method, ClusterException refusal)
    {
        witness?.Denied(caller, method, refusal);
        return refusal;
    }
}
