namespace LyttleCluster.Core;

/// <summary>Domains and where they lead. Changes go through <see cref="IOperations"/>.</summary>
public interface IDomains
{
    /// <summary>The domains, with what the nodes have of them.</summary>
    IAsyncEnumerable<Answer<ClusterDomain>> GetAsync(DomainQuery request, CancellationToken cancellationToken);

    /// <summary>Whether each domain would work: what a publish verifies before it writes anything.</summary>
    IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(DomainTest request, CancellationToken cancellationToken);

    /// <summary>What is wanted beside what the nodes have and what their nginx answers.</summary>
    IAsyncEnumerable<Answer<ClusterDomainDifference>> CompareAsync(DomainComparison request, CancellationToken cancellationToken);

    /// <summary>The server block of each domain, to be pasted where an nginx_api takes no configuration.</summary>
    IAsyncEnumerable<Answer<string>> RenderAsync(DomainRendering request, CancellationToken cancellationToken);
}

/// <summary>Says which domains are meant, on which nodes.</summary>
public abstract record DomainCall : NodeCall
{
    /// <summary>Names of domains as typed or in punycode, wildcards allowed (<c>`*.example.com</c> is the domain of that name); empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>Asks for domains.</summary>
public sealed record DomainQuery : DomainCall
{
    /// <summary>Only these; empty means any.</summary>
    public IReadOnlyList<DomainSync> Sync { get; init; } = [];

    /// <summary>Answer from what was last published, without the network.</summary>
    public bool Cached { get; init; }
}

/// <summary>Asks for checks of domains.</summary>
public sealed record DomainTest : DomainCall;

/// <summary>Asks for differences.</summary>
public sealed record DomainComparison : DomainCall;

/// <summary>Asks for the configuration of domains, as a person would paste it.</summary>
public sealed record DomainRendering : DomainCall;
