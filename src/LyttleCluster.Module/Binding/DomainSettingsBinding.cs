using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>The settings of a domain as Set-ClusterDomain takes them. Paths are those of the nodes, so they stay as they were typed.</summary>
/// <param name="bound">The parameters that were given; a switch as whether it is on.</param>
internal sealed class DomainSettingsBinding(IReadOnlyDictionary<string, object?> bound) : SettingsBinding(bound, SettingOf)
{
    /// <summary>Every parameter, and the setting that it gives.</summary>
    private static readonly Dictionary<string, string> SettingOf = new()
    {
        ["Alias"] = nameof(DomainSettings.Aliases),
        ["Upstream"] = nameof(DomainSettings.Upstreams),
        ["LeastConnections"] = nameof(DomainSettings.LeastConnections),
        ["App"] = nameof(DomainSettings.App),
        ["Root"] = nameof(DomainSettings.Root),
        ["RedirectTo"] = nameof(DomainSettings.RedirectTo),
        ["RedirectStatus"] = nameof(DomainSettings.RedirectStatus),
        ["RedirectKeepPath"] = nameof(DomainSettings.RedirectKeepPath),
        ["Tls"] = nameof(DomainSettings.Tls),
        ["CertificatePath"] = nameof(DomainSettings.CertificatePath),
        ["CertificateKeyPath"] = nameof(DomainSettings.CertificateKeyPath),
        ["CustomConfiguration"] = nameof(DomainSettings.CustomConfiguration),
        ["Node"] = nameof(DomainSettings.Nodes),
        ["NodeLabel"] = nameof(DomainSettings.NodeLabels),
        ["Location"] = nameof(DomainSettings.Locations),
        ["Owner"] = nameof(DomainSettings.Owners),
    };

    /// <summary>The settings that were given.</summary>
    public DomainSettings Settings => new()
    {
        Aliases = Value<string[]>("Alias"),
        Upstreams = Value<ClusterUpstream[]>("Upstream"),
        LeastConnections = Plain<bool>("LeastConnections"),
        App = Value<string>("App"),
        Root = Value<string>("Root"),
        RedirectTo = Value<string>("RedirectTo"),
        RedirectStatus = Plain<int>("RedirectStatus"),
        RedirectKeepPath = Plain<bool>("RedirectKeepPath"),
        Tls = Plain<bool>("Tls"),
        CertificatePath = Value<string>("CertificatePath"),
        CertificateKeyPath = Value<string>("CertificateKeyPath"),
        CustomConfiguration = Value<string>("CustomConfiguration"),
        Nodes = Value<string[]>("Node"),
        NodeLabels = Value<Hashtable>("NodeLabel") is { } labels ? Labels.From(labels) : null,
        Locations = Value<string[]>("Location"),
        Owners = Value<string[]>("Owner"),
    };
}
