using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// What an address <c>ssh://[user@]host[:port][/path/of/docker.sock]</c> names, as the docker command has it. The parts end up in arguments of
/// ssh, in its configuration's tokens (<c>%r</c> in a ProxyCommand) and in a command line of the far shell, so each is held to characters that mean
/// nothing to any of them.
/// </summary>
/// <param name="User">Whom to log in as; null: as ssh's configuration says, else this user's own name.</param>
/// <param name="Host">A name, an address without brackets, or a <c>Host</c> of ssh's configuration (so upper and lower case count).</param>
/// <param name="Port">Null: as ssh's configuration says, else 22.</param>
/// <param name="SocketPath">The engine's socket on the far side; null: where the docker command there looks by itself.</param>
internal sealed partial record SshTarget(string? User, string Host, int? Port, string? SocketPath)
{
    /// <summary>What an address must look like, for messages.</summary>
    public const string Rule = "Give ssh://[user@]host[:port][/path/of/docker.sock]: no password, and of other characters only '.', '_', '-' (in a path also '/', '@', '+', '=', ',', ':').";

    /// <summary>Where the connection goes, without the socket's path: <c>user@host:port</c>.</summary>
    public string Login => (User is null ? "" : User + "@") + Bracketed + (Port is { } port ? ":" + port.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>The whole address again.</summary>
    public override string ToString() => $"ssh://{Login}{SocketPath}";

    /// <summary>The name under which ssh keeps the host's key: <c>host</c>, or <c>[host]:port</c>.</summary>
    public string KnownHostsName => Port is null or 22 ? Host : $"[{Host}]:{Port.Value.ToString(CultureInfo.InvariantCulture)}";

    private string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>Reads an address; null when it is none that can be used.</summary>
    public static SshTarget? TryParse(Uri uri)
    {
        // Uri itself writes host names in lower case and decodes what it likes: what was typed counts.
        if (Whole().Match(uri.OriginalString) is not { Success: true } match) return null;
        var host = match.Groups["host"].Value.Trim('[', ']');
        if (match.Groups["host"].Value.StartsWith('[') && !IsIPv6(host)) return null;
        var port = match.Groups["port"] is { Success: true } given ? int.Parse(given.Value, CultureInfo.InvariantCulture) : (int?)null;
        if (port is < 1 or > 65535) return null;
        var path = match.Groups["path"] is { Success: true, Value: not "/" } socket ? socket.Value : null;
        return new SshTarget(match.Groups["user"] is { Success: true } user ? user.Value : null, host, port, path);
    }

    private static bool IsIPv6(string host) => IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    // A path may be about 107 bytes long, and ends with a file's name.
    [GeneratedRegex(
        @"\Assh://(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63})@)?(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]{0,254})(?::(?<port>[0-9]{1,5}))?(?<path>/(?:[A-Za-z0-9_.@+=,:/-]{0,105}[A-Za-z0-9_.@+=,:-])?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
