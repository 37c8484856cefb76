using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows what was granted to users and groups, and which certificates were revoked.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterAccess")]
[OutputType(typeof(ClusterAccess))]
public sealed class GetClusterAccessCommand : ConnectedCmdlet
{
    /// <summary>Names of users or groups, or fingerprints of certificates; wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AccessCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new AccessQuery { Names = Name };
        Emit((cluster, token) => cluster.Access.GetAsync(request, token));
    }
}
