namespace LyttleCluster;

/// <summary>What the executable <c>lyttle-cluster</c> does as a service.</summary>
public enum ServiceRole
{
    /// <summary>Watches the cluster, and serves its status page and API.</summary>
    Manager,

    /// <summary>Stands beside an nginx and gives it an nginx_api, and the host's facts.</summary>
    Agent,
}
