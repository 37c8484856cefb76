namespace LyttleCluster;

/// <summary>Whether the nodes have a domain as it is wanted. Over several nodes the worst counts.</summary>
public enum DomainSync
{
    /// <summary>The node has it as it is wanted.</summary>
    Applied,

    /// <summary>The node's nginx_api takes no such configuration: <c>ConvertTo-NginxConfiguration</c> gives what to paste.</summary>
    Informational,

    /// <summary>It was changed, or never published; <c>Publish-ClusterDomain</c> brings it to the node.</summary>
    Pending,

    /// <summary>It was published, and somebody else changed it on the node since.</summary>
    Drifted,

    /// <summary>Its last publish failed on the node.</summary>
    Failed,
}
