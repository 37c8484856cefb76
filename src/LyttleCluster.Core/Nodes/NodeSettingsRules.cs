using System.Globalization;
using System.Net;
using LyttleCluster.Core.Docker;

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
        if (settings.Docker is null && settings.NginxApi is null) throw NodeErrors.WithoutEndpoint(node);
        CheckForPassword(node, "Docker", settings.Docker);
        CheckForPassword(node, "NginxApi", settings.NginxApi);
        CheckForPassword(node, "ProxyAddress", settings.ProxyAddress);
        CheckDocker(node, settings);
        CheckNginxApi(node, settings);
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
        if (settings.Docker is not { } uri)
        {
            RequireNone(node, "Docker", ("DockerCertificatePath", settings.DockerCertificatePath), ("DockerKeyPath", settings.DockerKeyPath),
                ("DockerCACertificatePath", settings.DockerCACertificatePath));
            return;
        }

        // unix://var/run/docker.sock would mean /run/docker.sock on a host called var.
        var isUnix = uri is { IsAbsoluteUri: true, Scheme: "unix", Host.Length: 0 } && uri.AbsolutePath.Length > 1;
        var isTcp = uri is { IsAbsoluteUri: true, Scheme: "tcp", Host.Length: > 0, Port: > 0, PathAndQuery: "" or "/" };
        var isSsh = uri is { IsAbsoluteUri: true, Scheme: "ssh" };
        var isPipe = uri is { IsAbsoluteUri: true, Scheme: "npipe" };
        if (isSsh) Require(SshTarget.TryParse(uri) is not null, node, "Docker", uri.OriginalString, SshTarget.Rule);
        if (isPipe) Require(NamedPipeTarget.TryParse(uri) is not null, node, "Docker", uri.OriginalString, NamedPipeTarget.Rule);
        Require(isUnix || isTcp || isSsh || isPipe, node, "Docker", uri.ToString(),
            "Give unix:///path/to/docker.sock, tcp://host:port, ssh://user@host or npipe:////./pipe/docker_engine.");

        var usesTls = CheckTlsFiles(node, "Docker", settings.DockerCertificatePath, settings.DockerKeyPath, settings.DockerCACertificatePath);
        Require(!usesTls || isTcp, node, "Docker", uri.ToString(), "TLS files go with a tcp:// endpoint only.");
    }

    private static void CheckNginxApi(string node, NodeSettings settings)
    {
        if (settings.NginxApi is not { } uri)
        {
            RequireNone(node, "NginxApi", ("NginxApiKey", settings.NginxApiKey?.ToString()), ("NginxApiCertificatePath", settings.NginxApiCertificatePath),
                ("NginxApiKeyPath", settings.NginxApiKeyPath), ("NginxApiCACertificatePath", settings.NginxApiCACertificatePath));
            return;
        }

        Require(IsHttp(uri) && uri is { Query: "", Fragment: "" }, node, "NginxApi", uri.ToString(), "Give http://host:port or https://host:port, e.g. http://10.0.0.5:3003.");
        var usesTls = CheckTlsFiles(node, "NginxApi", settings.NginxApiCertificatePath, settings.NginxApiKeyPath, settings.NginxApiCACertificatePath);
        Require(!usesTls || uri.Scheme == Uri.UriSchemeHttps, node, "NginxApi", uri.ToString(), "TLS files go with an https:// address only.");
        // It goes into a header; the error must not repeat it.
        if (settings.NginxApiKey is { } key) Require(IsKey(key.Reveal()), node, "NginxApiKey", key.ToString(), "A key is 1 to 4096 letters, digits and signs of ASCII, without spaces or line ends.");
    }

    /// <summary>Checks the TLS files of an endpoint; gives whether there are some.</summary>
    private static bool CheckTlsFiles(string node, string endpoint, string? certificate, string? key, string? authority)
    {
        Require((certificate is null) == (key is null), node, $"{endpoint}{(certificate is null ? "CertificatePath" : "KeyPath")}", "",
            $"A client certificate needs both -{endpoint}CertificatePath and -{endpoint}KeyPath.");
        foreach (var (setting, path) in new[] { ("CertificatePath", certificate), ("KeyPath", key), ("CACertificatePath", authority) })
        {
            if (path is not null) Require(Path.IsPathFullyQualified(path), node, endpoint + setting, path, "Give the file's full path.");
        }

        return (certificate ?? authority) is not null;
    }

    private static void RequireNone(string node, string endpoint, params IEnumerable<(string Setting, string? Value)> settings)
    {
        foreach (var (setting, value) in settings) Require(value is null, node, setting, value ?? "", $"It goes with -{endpoint}, which the node does not have.");
    }

    /// <summary>Addresses are shown and journaled; the error itself must not repeat the password either.</summary>
    private static void CheckForPassword(string node, string setting, Uri? uri)
    {
        if (uri is not { IsAbsoluteUri: true, UserInfo.Length: > 0 }) return;
        // ssh is told whom to log in as; how, is the matter of its keys.
        if (setting == "Docker" && uri.Scheme == "ssh" && !uri.UserInfo.Contains(':', StringComparison.Ordinal)) return;
        Require(false, node, setting, "(an address with a user or password)",
            "Give the address without them: TLS files prove who we are to a Docker engine, ssh's keys to an ssh server, -NginxApiKey to an nginx_api.");
    }

    private static void Require(bool valid, string node, string setting, string value, string rule)
    {
        if (!valid) throw NodeErrors.SettingInvalid(node, setting, value, rule);
    }

    private static bool IsHost(string text) => text.Length <= 255 && Uri.CheckHostName(text) != UriHostNameType.Unknown;

    private static bool IsHttp(Uri uri) => uri is { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0 };

    private static bool IsKey(string text) => text.Length is > 0 and <= 4096 && text.All(c => c is > ' ' and <= '~');

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
