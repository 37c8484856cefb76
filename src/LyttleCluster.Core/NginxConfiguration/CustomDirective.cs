namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>One directive of an operator's own configuration.</summary>
/// <param name="Name">Its name, of the allow-list.</param>
/// <param name="Arguments">What follows, without quotes.</param>
/// <param name="Block">What a location has in it; null for others.</param>
internal sealed record CustomDirective(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<CustomDirective>? Block = null)
{
    private static readonly string[] Answering = ["alias", "root", "return", "try_files"];

    /// <summary>Whether a location says itself what it answers with; else it does what its entry does.</summary>
    public bool Answers => Block is not null && Block.Any(inner => Answering.Contains(inner.Name));

    /// <summary>A location's path.</summary>
    public string Path => Arguments[^1];

    /// <summary>Whether a location takes this one path only.</summary>
    public bool IsExact => Arguments is ["=", _];

    /// <summary>Whether a location takes a request of this path; the longest that does is nginx's.</summary>
    public bool Takes(string path) => IsExact ? path == Path : path.StartsWith(Path, StringComparison.Ordinal);
}
