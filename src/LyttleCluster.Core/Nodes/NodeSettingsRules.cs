using System.Globalization;
using System.Net;

namespace LyttleCluster.Core.Nodes;

/// <summary>What a node's name and settings must look like; checked before anything is stored.</summary>
internal static class NodeSettingsRules
{
    private const int LongestName = 63;

    public static void CheckName(string name)
    {
        var valid = name.Length is > 0 and <= LongestName
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!valid) throw NodeErrors.NameInvalid(name);
    }

    public static void Check(string node, NodeSettings settings)
    {
        if (settings.Docker is null) throw NodeErrors.WithoutEndpoint(node);
        CheckForPassword(node, "Docker", settings.Docker);
        CheckForPassword(node, "ProxyAddress", settings.ProxyAddress);
        CheckDocker(node, settings);
        foreach (var address in settings.Address ?? []) Require(IsHost(address), node, "Address", address, "Give a host name or an IP address, without port.");
        if (settings.PublishAddress is { } publish) Require(IPAddress.TryParse(publish, out _), node, "PublishAddress", publish, "Give an IP address of the host.");
        if (settings.ProxyAddress is { } proxy) Require(IsHttp(proxy), node, "ProxyAddress", proxy.ToString(), "Give an http or https address, e.g. http://10.0.0.5:80.");
        if (settings.PortRange is { } range) Require(IsPortRange(range), node, "PortRange", range, "Give first-last, e.g. 20000-29999, within 1024 to 65535.");
        if (settings.Location is { } location) Require(IsLocation(location), node, "Location", location, "Give a path such as eu/rack1: parts of letters, digits, '.', '_', '-', split by '/'.");
        foreach (var label in settings.Labels ?? EmptyMap) Require(IsLabelKey(label.Key), node, "Label", label.Key, "A label's name has no spaces, '=' or control characters, and 128 characters at most.");
        foreach (var owner in settings.Owners ?? []) Require(owner.Length is > 0 and <= 128 && !owner.Any(char.IsControl), node, "Owner", owner, "An owner is a name of 1 to 128 printable characters.");
    }

    private static IReadOnlyDictionary<string, string> EmptyMap { get; } = new Dictionary<string, string>();

    private static void CheckDocker(string node, NodeSettings settings)
    {
        var uri = settings.Docker!;
        // unix://var/run/docker.sock would mean /run/docker.sock on a host called var.
        var isUnix = uri is { IsAbsoluteUri: true, Scheme: "unix", Host.Length: 0 } && uri.AbsolutePath.Length > 1;
        var isTcp = uri is { IsAbsoluteUri: true, Scheme: "tcp", Host.Length: > 0, Port: > 0, PathAndQuery: "" or "/" };
        Require(isUnix || isTcp, node, "Docker", uri.ToString(), "Give unix:///path/to/docker.sock or tcp://host:port.");

        var hasCertificate = settings.DockerCertificatePath is not null;
        Require(hasCertificate == (settings.DockerKeyPath is not null), node, hasCertificate ? "DockerKeyPath" : "DockerCertificatePath", "",
            "A client certificate needs both -DockerCertificatePath and -DockerKeyPath.");
        var usesTls = hasCertificate || settings.DockerCACertificatePath is not null;
        Require(!usesTls || isTcp, node, "Docker", uri.ToString(), "TLS files go with a tcp:// endpoint only.");
        foreach (var (setting, path) in new[]
        {
            ("DockerCertificatePath", settings.DockerCertificatePath), ("DockerKeyPath", settings.DockerKeyPath), ("DockerCACertificatePath", settings.DockerCACertificatePath),
        })
        {
            if (path is not null) Require(Path.IsPathFullyQualified(path), node, setting, path, "Give the file's full path.");
        }
    }

    /// <summary>Addresses are shown and journaled; the error itself must not repeat the password either.</summary>
    private static void CheckForPassword(string node, string setting, Uri? uri) => Require(
        uri is not { IsAbsoluteUri: true, UserInfo.Length: > 0 }, node, setting, "(an address with a user or password)",
        "Give the address without them: the Docker API knows no passwords, TLS files prove who we are.");

    private static void Require(bool valid, string node, string setting, string value, string rule)
    {
        if (!valid) throw NodeErrors.SettingInvalid(node, setting, value, rule);
    }

    private static bool IsHost(string text) => text.Length <= 255 && Uri.CheckHostName(text) != UriHostNameType.Unknown;

    private static bool IsHttp(Uri uri) => uri is { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0 };

    private static bool IsPortRange(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= 1024 && first <= last && last <= 65535;
    }

    private static bool IsLocation(string text) =>
        text.Length is > 0 and <= 255 && text.Split('/').All(part => part.Length > 0 && part.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-'));

    private static bool IsLabelKey(string text) => text.Length is > 0 and <= 128 && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '=');
}
