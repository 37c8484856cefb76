namespace LyttleCluster.Core.Domains;

/// <summary>That a domain has a host name; the document's name is that host name, so that two plans made side by side cannot both store it.</summary>
internal sealed record DomainNameDocument
{
    /// <summary>The kind of these documents.</summary>
    public const string Kind = "domain-name";

    /// <summary>
    /// The kind of a sign for each zone above a host name, rewritten whenever such a name is stored: a wildcard is only stored if the sign of its
    /// zone has not moved since it was planned, as a name below it may have come meanwhile, which no document of the wildcard's own would show.
    /// </summary>
    public const string ZoneKind = "domain-zone";

    /// <summary>The domain's name.</summary>
    public required string Domain { get; init; }
}
