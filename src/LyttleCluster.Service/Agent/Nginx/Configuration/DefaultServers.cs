using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>
/// Who answers for names that no server has: at each address the server that says <c>default_server</c>, else the first that listens there. Domains stand
/// where http includes the agent's file, which may be before the operator's own servers: they must not become the default in their place.
/// </summary>
internal sealed record DefaultServers
{
    /// <summary>Addresses whose default is a server of the operator's.</summary>
    public required IReadOnlySet<string> Foreign { get; init; }

    /// <summary>Addresses whose default is one of the agent's.</summary>
    public required IReadOnlySet<string> Own { get; init; }

    public static DefaultServers Of(NginxDirective root)
    {
        var defaults = new Dictionary<string, (bool IsOwn, bool IsSaid)>(StringComparer.Ordinal);
        foreach (var server in root.Block.Where(one => one.Name == "http").SelectMany(http => http.Block).Where(one => one.Name == "server"))
        {
            var isOwn = IsOwn(server);
            foreach (var listen in server.Block.Where(one => one is { Name: "listen", Value: not null }))
            {
                var isSaid = listen.Arguments.Contains("default_server") || listen.Arguments.Contains("default");
                var address = AddressOf(listen.Value!);
                if (!defaults.TryGetValue(address, out var known) || (isSaid && !known.IsSaid)) defaults[address] = (isOwn, isSaid);
            }
        }

        return new DefaultServers
        {
            Foreign = defaults.Where(one => !one.Value.IsOwn).Select(one => one.Key).ToHashSet(StringComparer.Ordinal),
            Own = defaults.Where(one => one.Value.IsOwn).Select(one => one.Key).ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>Why this must not follow on <paramref name="before"/>; null when it may.</summary>
    public string? WhyNotAfter(DefaultServers before)
    {
        var taken = Own.Where(before.Foreign.Contains).Order(StringComparer.Ordinal).ToArray();
        return taken.Length == 0
            ? null
            : $"At {string.Join(" and ", taken)} requests for names that no server has go to a server of your own configuration, and would go to the agent's instead, which stands before it. "
                + "Add default_server to the listen of that server and reload, then publish again.";
    }

    private static bool IsOwn(NginxDirective server) =>
        server.Block.Any(one => (one.Name == "server_name" && one.Value == NginxProof.Nobody)
            || (one.Name == "location" && one.Arguments is ["=", NginxProof.Path]));

    /// <summary>One address however it is written: <c>80</c>, <c>*:80</c> and <c>0.0.0.0:80</c> are the same.</summary>
    private static string AddressOf(string value)
    {
        if (value.StartsWith("unix:", StringComparison.Ordinal)) return value;
        var colon = value.LastIndexOf(':');
        var hasPort = colon >= 0 && !value.EndsWith(']');
        var isPort = value.All(char.IsAsciiDigit);
        var host = isPort ? "*" : hasPort ? value[..colon] : value;
        return $"{(host is "*" or "0.0.0.0" ? "*" : host)}:{(isPort ? value : hasPort ? value[(colon + 1)..] : "80")}";
    }
}
