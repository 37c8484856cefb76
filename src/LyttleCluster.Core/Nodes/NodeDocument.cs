using System.Text.Json.Serialization;
using LyttleCluster.Core.Security;

namespace LyttleCluster.Core.Nodes;

/// <summary>A node as it is stored: what the operator gave, nothing observed.</summary>
internal sealed record NodeDocument
{
    /// <summary>The kind of its documents; the document's name is the node's name in lower case.</summary>
    public const string Kind = "node";

    public required string Name { get; init; }

    public NodeSettings Settings { get; init; } = new();

    /// <summary>The key for the nginx_api; null when there is none.</summary>
    public SealedText? NginxApiKey { get; init; }

    public bool Suspended { get; init; }

    /// <summary>The agent that it joined with, by the id of its request; null: it was added by hand.</summary>
    public string? JoinId { get; init; }

    /// <summary>What the key for the nginx_api is sealed as.</summary>
    [JsonIgnore]
    public SealedName NginxApiKeyName => new(NodeRegistry.KeyOf(Name), nameof(NginxApiKey))
    {
        Node = Name,
        GivenBy = $"Set-ClusterNode -Node {Name} -NginxApiKeyFile FILE",
    };

    /// <summary>
    /// A readable form for plans and the journal. Two documents have the same one only if they are the same: by it is told whether
    /// there is anything to change. Holds no secret: paths of key files, and of an API key only whether it is set.
    /// </summary>
    public string Describe()
    {
        var parts = new List<string>();
        Add("Docker", Settings.Docker?.ToString());
        Add("DockerCertificatePath", Settings.DockerCertificatePath);
        Add("DockerKeyPath", Settings.DockerKeyPath);
        Add("DockerCACertificatePath", Settings.DockerCACertificatePath);
        Add("NginxApi", Settings.NginxApi?.ToString());
        Add("NginxApiKey", Settings.NginxApiKey is not null ? "(new)" : NginxApiKey is not null ? "(set)" : null);
        Add("NginxApiCertificatePath", Settings.NginxApiCertificatePath);
        Add("NginxApiKeyPath", Settings.NginxApiKeyPath);
        Add("NginxApiCACertificatePath", Settings.NginxApiCACertificatePath);
        AddList("Address", Settings.Address?.Select(Quote));
        Add("PublishAddress", Settings.PublishAddress);
        Add("ProxyAddress", Settings.ProxyAddress?.ToString());
        Add("PortRange", Settings.PortRange);
        Add("Location", Settings.Location);
        AddList("Labels", Settings.Labels?.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{Quote(l.Key)}={Quote(l.Value)}"));
        AddList("Owners", Settings.Owners?.Select(Quote));
        Add("Suspended", Suspended ? "yes" : null);
        Add("JoinId", JoinId);
        return string.Join(' ', parts);

        void Add(string name, string? value)
        {
            if (value is not null) parts.Add($"{name}={Quote(value)}");
        }

        void AddList(string name, IEnumerable<string>? values)
        {
            if (values?.Any() == true) parts.Add($"{name}={string.Join(',', values)}");
        }
    }

    /// <summary>A value with something in it that separates values stands in quotes.</summary>
    private static string Quote(string value) => value.AsSpan().IndexOfAny(" ,\"") < 0
        ? value
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
