namespace LyttleCluster.Core.Joining;

/// <summary>Groups in certificates of the agents' CA.</summary>
internal static class JoinGroup
{
    /// <summary>Whom agents take orders from: the manager alone has certificates of this group. Agents' certificates have no group.</summary>
    public const string Managers = "lyttle-cluster-managers";
}
