namespace LyttleCluster.Core.Nodes;

/// <summary>A node as it is stored: what the operator gave, nothing observed.</summary>
internal sealed record NodeDocument
{
    /// <summary>The kind of its documents; the document's name is the node's name in lower case.</summary>
    public const string Kind = "node";

    public required string Name { get; init; }

    public NodeSettings Settings { get; init; } = new();

    public bool Suspended { get; init; }

    /// <summary>A readable form for plans and the journal. Holds no secret: paths of key files, not keys.</summary>
    public string Describe()
    {
        var parts = new List<string>();
        Add("Docker", Settings.Docker?.ToString());
        Add("DockerCertificatePath", Settings.DockerCertificatePath);
        Add("DockerKeyPath", Settings.DockerKeyPath);
        Add("DockerCACertificatePath", Settings.DockerCACertificatePath);
        Add("Address", Settings.Address is { Count: > 0 } addresses ? string.Join(",", addresses) : null);
        Add("PublishAddress", Settings.PublishAddress);
        Add("ProxyAddress", Settings.ProxyAddress?.ToString());
        Add("PortRange", Settings.PortRange);
        Add("Location", Settings.Location);
        Add("Labels", Settings.Labels is { Count: > 0 } labels ? string.Join(",", labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")) : null);
        Add("Owners", Settings.Owners is { Count: > 0 } owners ? string.Join(",", owners) : null);
        Add("Suspended", Suspended ? "yes" : null);
        return string.Join(' ', parts);

        void Add(string name, string? value)
        {
            if (value is not null) parts.Add($"{name}={value}");
        }
    }
}
