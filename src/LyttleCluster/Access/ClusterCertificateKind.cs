namespace LyttleCluster;

/// <summary>What a certificate is for.</summary>
public enum ClusterCertificateKind
{
    /// <summary>A CA whose certificates prove who somebody is, and grant the methods they list.</summary>
    CA,

    /// <summary>A CA whose certificates prove who somebody is, and nothing else.</summary>
    IdentityCA,

    /// <summary>A manager: it serves TLS, and proves itself to agents.</summary>
    Manager,

    /// <summary>An agent: it serves TLS, and proves itself to the manager.</summary>
    Agent,

    /// <summary>A person or a program that uses a manager.</summary>
    User,
}
