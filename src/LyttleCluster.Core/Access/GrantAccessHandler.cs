using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Access;

/// <summary>Grants a user or a group rights, in place of what was granted to them before.</summary>
internal sealed class GrantAccessHandler(AccessRegistry registry, AccessBook book, TimeProvider time) : AccessDocumentChange<GrantAccess, ClusterAccess>(book)
{
    protected override async Task<ChangePlan<ClusterAccess>> PlanAsync(GrantAccess request, CancellationToken cancellationToken)
    {
        AccessRules.Check(request);
        var before = (await registry.GrantsAsync(cancellationToken)).FirstOrDefault(grant => (grant.Document.Kind, grant.Document.Name) == (request.Kind, request.Name));
        var after = new AccessGrantDocument
        {
            Kind = request.Kind,
            Name = request.Name,
            Role = request.Role,
            Methods = [.. request.Methods.Distinct(StringComparer.Ordinal)],
            ChangedBy = request.Author ?? Journal.LocalAuthor,
            ChangedAt = time.GetUtcNow(),
        };
        if (before?.Document.Describe() == after.Describe()) return new ChangePlan<ClusterAccess> { Request = request, Changes = [], Unchanged = [before.Document.ToModel()] };
        var write = DocumentWrite.Put(AccessGrantDocument.KeyOf(after.Kind, after.Name), before?.Revision ?? 0, after, StateJson.Default.AccessGrantDocument);
        return new ChangePlan<ClusterAccess>
        {
            Request = request,
            Changes = [Planned(AccessRules.TargetOf(after.Kind, after.Name), "Grant", before?.Document.Describe(), after.Describe(), reversible: true, write, after.ToModel())],
        };
    }
}
