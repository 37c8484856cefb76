namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>One directive of a configuration, e.g. <c>listen 80 default_server;</c>, with its block where it has one.</summary>
internal sealed record NginxDirective(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<NginxDirective> Block)
{
    /// <summary>The first argument, or nothing.</summary>
    public string? Value => Arguments.Count > 0 ? Arguments[0] : null;

    /// <summary>All directives of that name in this block and the blocks within.</summary>
    public IEnumerable<NginxDirective> Descendants(string name) =>
        Block.SelectMany(inner => inner.Name == name ? inner.Descendants(name).Prepend(inner) : inner.Descendants(name));
}
