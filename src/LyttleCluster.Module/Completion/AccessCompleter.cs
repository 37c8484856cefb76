using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes names of users, groups and certificates that something is stored of.</summary>
public class AccessCompleter : CachedCompleter
{
    /// <summary>Of which kind; null: of any.</summary>
    private protected virtual AccessKind? Kind => null;

    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Access.GetAsync(new AccessQuery(), cancellationToken)
            .Where(answer => answer.IsValue && (Kind is null || answer.Value.Kind == Kind))
            .Select(answer => answer.Value!.Name);
}

/// <summary>Completes names of users.</summary>
public sealed class AccessUserCompleter : AccessCompleter
{
    private protected override AccessKind? Kind => AccessKind.User;
}

/// <summary>Completes names of groups.</summary>
public sealed class AccessGroupCompleter : AccessCompleter
{
    private protected override AccessKind? Kind => AccessKind.Group;
}
