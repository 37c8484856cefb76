using System.Globalization;
using System.Net;
using System.Net.Sockets;
using static LyttleCluster.Core.NginxConfiguration.NginxWord;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Writes where a proxying entry sends requests.</summary>
internal sealed class NginxUpstreamWriter(NginxText text, NginxEntry entry, NginxRendering rendering)
{
    private readonly WebAddress[] _addresses =
        [.. entry.Upstreams.Select(one => WebAddress.Parse(one.Address.OriginalString, out var why) ?? throw new ArgumentException(why, nameof(entry)))];

    private bool IsForPerson => rendering.Resolve is null;

    // A person pastes one block where one is enough.
    private bool NeedsGroup => !IsForPerson || entry.Upstreams.Count > 1 || entry.Upstreams[0].MaxFails is not null || entry.Upstreams[0].FailTimeoutSec is not null;

    /// <summary>The group of upstreams, named by the entry's fingerprint.</summary>
    public void WriteGroup(string fingerprint)
    {
        if (!NeedsGroup) return;
        text.Open($"upstream {Group(fingerprint)}");
        if (entry.LeastConnections) text.Line("least_conn;");
        for (var at = 0; at < _addresses.Length; at++) WriteServers(_addresses[at], entry.Upstreams[at]);
        text.Close();
    }

    /// <summary>Sends what comes to a location of this path there.</summary>
    public void WritePass(string path, string fingerprint)
    {
        var first = _addresses[0];
        // Without a path of its own the request goes on byte for byte; with one, nginx puts it in the place of the location's path.
        var uri = first.Path == "/" ? "" : first.Path + path[1..];
        text.Line($"proxy_pass {Literal($"{first.Scheme}://{(NeedsGroup ? Group(fingerprint) : first.Authority)}{uri}")};");
        text.Line("proxy_http_version 1.1;");
        text.Line("proxy_set_header Host $host;");
        text.Line("proxy_set_header X-Real-IP $remote_addr;");
        text.Line("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;");
        text.Line("proxy_set_header X-Forwarded-Proto $scheme;");
        text.Line("proxy_set_header X-Forwarded-Host $host;");
        text.Line("proxy_set_header X-Forwarded-Port $server_port;");
        text.Line("proxy_set_header Upgrade $http_upgrade;");
        text.Line($"proxy_set_header Connection {(IsForPerson ? "\"upgrade\"" : NginxEntryWriter.ConnectionVariable)};");
        // A request that may have done something is not sent to a second upstream, whatever http says.
        text.Line("proxy_next_upstream error timeout;");
        if (first.Scheme == "https") WriteTlsName(first);
    }

    private void WriteTlsName(WebAddress first)
    {
        if (first.IsNumeric) return;
        text.Line("proxy_ssl_server_name on;");
        text.Line($"proxy_ssl_name {Literal(first.Host)};");
    }

    private static string Group(string fingerprint) => "lyttle_cluster_" + fingerprint;

    private void WriteServers(WebAddress address, NginxUpstream upstream)
    {
        var options = Options(upstream);
        var servers = Servers(address);
        foreach (var server in servers) text.Line($"server {Literal(server)}{options};");
        if (servers.Length > 0) return;
        text.Line($"# {Literal(address.Host)} could not be resolved.");
        text.Line(string.Create(CultureInfo.InvariantCulture, $"server 127.0.0.1:{address.Port} down;"));
    }

    private string[] Servers(WebAddress address)
    {
        if (address.IsNumeric || IsForPerson) return [address.Authority];
        return [.. rendering.Resolve!(address.PlainHost).Select(one => Server(one, address.Port)).OfType<string>().Distinct()];
    }

    /// <summary>Null for an address of one network card only (fe80::…%eth0), which nginx cannot write.</summary>
    private static string? Server(IPAddress address, int port)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily != AddressFamily.InterNetworkV6 ? string.Create(CultureInfo.InvariantCulture, $"{address}:{port}")
            : address.ScopeId != 0 ? null : string.Create(CultureInfo.InvariantCulture, $"[{address}]:{port}");
    }

    private static string Options(NginxUpstream upstream)
    {
        var weight = upstream.Weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" weight={upstream.Weight}");
        var fails = upstream.MaxFails is { } most ? string.Create(CultureInfo.InvariantCulture, $" max_fails={most}") : "";
        var time = upstream.FailTimeoutSec is { } seconds ? string.Create(CultureInfo.InvariantCulture, $" fail_timeout={seconds}s") : "";
        return weight + fails + time;
    }
}
