using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Access;

/// <summary>Takes granted rights back, or revokes certificates.</summary>
internal sealed class RevokeAccessHandler(AccessRegistry registry, AccessBook book, TimeProvider time) : AccessDocumentChange<RevokeAccess, ClusterAccess>(book)
{
    protected override async Task<ChangePlan<ClusterAccess>> PlanAsync(RevokeAccess request, CancellationToken cancellationToken)
    {
        AccessRules.Check(request);
        var plan = request.Kind == AccessKind.Certificate ? await OfCertificatesAsync(request, cancellationToken) : await OfGrantsAsync(request, cancellationToken);
        return request.Reason is { } reason && plan.Changes.Count > 0 ? plan with { Title = $"{plan.Changes[0].Action} {plan.Changes[0].Target}{(plan.Changes.Count > 1 ? $" and {plan.Changes.Count - 1} more" : "")}: {reason}" } : plan;
    }

    private async Task<ChangePlan<ClusterAccess>> OfGrantsAsync(RevokeAccess request, CancellationToken cancellationToken)
    {
        var grants = (await registry.GrantsAsync(cancellationToken)).Where(grant => grant.Document.Kind == request.Kind).ToList();
        // A plain name means itself, with its case, as it does in certificates.
        var missing = request.Names.Where(name => !Wildcard.IsPattern(name) && grants.All(grant => grant.Document.Name != name)).Select(name => AccessErrors.NotFound(request.Kind, name));
        var meant = grants.Where(grant => request.Names.Any(name => Wildcard.IsPattern(name) ? Wildcard.Matches(name, grant.Document.Name) : name == grant.Document.Name));
        return new ChangePlan<ClusterAccess>
        {
            Request = request,
            Changes =
            [
                .. meant.Select(grant => Planned(
                    AccessRules.TargetOf(grant.Document.Kind, grant.Document.Name), "Revoke", grant.Document.Describe(), null, reversible: true,
                    StateWrite.Delete(AccessGrantDocument.KeyOf(grant.Document.Kind, grant.Document.Name), grant.Revision),
                    grant.Document.ToModel() with { Role = null, Methods = [], Reason = request.Reason, ChangedBy = AuthorOf(request), ChangedAt = time.GetUtcNow() })),
            ],
            Failures = [.. missing],
        };
    }

    private async Task<ChangePlan<ClusterAccess>> OfCertificatesAsync(RevokeAccess request, CancellationToken cancellationToken)
    {
        var known = (await registry.RevocationsAsync(cancellationToken)).ToDictionary(one => one.Document.Fingerprint, StringComparer.Ordinal);
        var wanted = request.Names.Select(AccessRules.FingerprintOf).Distinct(StringComparer.Ordinal).ToList();
        return new ChangePlan<ClusterAccess>
        {
            Request = request,
            Changes = [.. wanted.Where(fingerprint => !known.ContainsKey(fingerprint)).Select(fingerprint => Plan(request, fingerprint))],
            Unchanged = [.. wanted.Where(known.ContainsKey).Select(fingerprint => known[fingerprint].Document.ToModel())],
        };
    }

    private PlannedChange Plan(RevokeAccess request, string fingerprint)
    {
        var after = new AccessRevocationDocument { Fingerprint = fingerprint, Reason = request.Reason, ChangedBy = AuthorOf(request), ChangedAt = time.GetUtcNow() };
        var write = DocumentWrite.Put(AccessRevocationDocument.KeyOf(fingerprint), 0, after, StateJson.Default.AccessRevocationDocument);
        return Planned(AccessRules.TargetOf(AccessKind.Certificate, fingerprint), "Revoke", null, request.Reason is { } reason ? $"revoked: {reason}" : "revoked", reversible: true, write, after.ToModel());
    }

    private static string AuthorOf(RevokeAccess request) => request.Author ?? Journal.LocalAuthor;
}
