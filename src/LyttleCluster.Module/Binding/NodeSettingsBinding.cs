using System.Collections;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>The settings of a node as Add- and Set-ClusterNode take them.</summary>
/// <param name="bound">The parameters that were given.</param>
/// <param name="fullPath">Makes a path of the operator's an absolute one.</param>
internal sealed class NodeSettingsBinding(IReadOnlyDictionary<string, object?> bound, Func<string, string> fullPath) : SettingsBinding(bound, SettingOf)
{
    /// <summary>Every parameter, and the setting that it gives.</summary>
    private static readonly Dictionary<string, string> SettingOf = new()
    {
        ["Docker"] = nameof(NodeSettings.Docker),
        ["DockerCertificatePath"] = nameof(NodeSettings.DockerCertificatePath),
        ["DockerKeyPath"] = nameof(NodeSettings.DockerKeyPath),
        ["DockerCACertificatePath"] = nameof(NodeSettings.DockerCACertificatePath),
        ["NginxApi"] = nameof(NodeSettings.NginxApi),
        ["NginxApiKey"] = nameof(NodeSettings.NginxApiKey),
        ["NginxApiKeyFile"] = nameof(NodeSettings.NginxApiKey),
        ["NginxApiCertificatePath"] = nameof(NodeSettings.NginxApiCertificatePath),
        ["NginxApiKeyPath"] = nameof(NodeSettings.NginxApiKeyPath),
        ["NginxApiCACertificatePath"] = nameof(NodeSettings.NginxApiCACertificatePath),
        ["Address"] = nameof(NodeSettings.Address),
        ["PublishAddress"] = nameof(NodeSettings.PublishAddress),
        ["ProxyAddress"] = nameof(NodeSettings.ProxyAddress),
        ["PortRange"] = nameof(NodeSettings.PortRange),
        ["Location"] = nameof(NodeSettings.Location),
        ["Label"] = nameof(NodeSettings.Labels),
        ["Owner"] = nameof(NodeSettings.Owners),
    };

    /// <summary>The settings that were given.</summary>
    public NodeSettings Settings => new()
    {
        Docker = Value<Uri>("Docker"),
        DockerCertificatePath = File("DockerCertificatePath"),
        DockerKeyPath = File("DockerKeyPath"),
        DockerCACertificatePath = File("DockerCACertificatePath"),
        NginxApi = Value<Uri>("NginxApi"),
        NginxApiKey = NginxApiKey.From(Value<SecureString>("NginxApiKey"), File("NginxApiKeyFile")),
        NginxApiCertificatePath = File("NginxApiCertificatePath"),
        NginxApiKeyPath = File("NginxApiKeyPath"),
        NginxApiCACertificatePath = File("NginxApiCACertificatePath"),
        Address = Value<string[]>("Address"),
        PublishAddress = Value<string>("PublishAddress"),
        ProxyAddress = Value<Uri>("ProxyAddress"),
        PortRange = Value<string>("PortRange"),
        Location = Value<string>("Location"),
        Labels = Value<Hashtable>("Label") is { } labels ? Labels.From(labels) : null,
        Owners = Value<string[]>("Owner"),
    };

    private string? File(string parameter) => Value<string>(parameter) is { } path ? fullPath(path) : null;
}
