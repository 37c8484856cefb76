namespace LyttleCluster.Core.Domains;

/// <summary>The names of the checks of domains.</summary>
internal static class DomainChecks
{
    /// <summary>Each host name resolves to an address of one of the domain's nodes.</summary>
    public const string NameResolution = "NameResolution";

    /// <summary>Each upstream takes connections: from the node where an agent tries it, else from here.</summary>
    public const string Upstream = "Upstream";

    /// <summary>A redirect does not come back to itself.</summary>
    public const string RedirectLoop = "RedirectLoop";

    /// <summary>No entry on the node that this cluster did not make has one of the names.</summary>
    public const string Conflict = "Conflict";

    /// <summary>With TLS: the node has a certificate that covers all names and has not ended.</summary>
    public const string Certificate = "Certificate";

    /// <summary>The node, and where an agent can ask it nginx itself, would take the entry.</summary>
    public const string Configuration = "Configuration";

    public static IReadOnlyList<string> All { get; } = [NameResolution, Upstream, RedirectLoop, Conflict, Certificate, Configuration];
}

/// <summary>One check of a domain.</summary>
/// <param name="Check">How it ended.</param>
/// <param name="Domain">The domain's name; null: all that was to be done at the place.</param>
/// <param name="Place">Where; null: everywhere.</param>
/// <param name="Warning">What is worth knowing though it passed; null: nothing.</param>
internal sealed record DomainCheck(ClusterCheck Check, string? Domain, Place? Place, ClusterWarning? Warning = null);
