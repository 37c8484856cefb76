using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>The smaller bodies of nginx_api as values. Pure.</summary>
internal static class Lists
{
    /// <summary><c>GET /certificates</c>: a bare list; null when the body is none.</summary>
    public static IReadOnlyList<NginxApiCertificate>? Certificates(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        return json?.RootElement is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Certificate)]
            : null;
    }

    /// <summary><c>GET /auth/me</c>; null when the body is none.</summary>
    public static NginxApiIdentity? Identity(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        return json?.RootElement.Field("identity") is { } identity
            ? new NginxApiIdentity(identity.Text("id") ?? identity.Text("subject") ?? "", identity.Text("authMethod"), identity.Texts("roles"), identity.Time("expiresAt"))
            : null;
    }

    /// <summary><c>GET /cluster/nodes</c>; null when the body is none.</summary>
    public static IReadOnlyList<NginxApiPeer>? Peers(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement.Field("nodes") is not { ValueKind: JsonValueKind.Array } list) return null;
        return WithoutGhosts([.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Peer)]);
    }

    /// <summary><c>GET /node</c> of the agent; null when the body is none.</summary>
    public static NginxApiHost? Host(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || root.Text("hostName") is null) return null;
        return new NginxApiHost
        {
            HostName = root.Text("hostName"),
            OperatingSystem = root.Text("operatingSystem"),
            Kernel = root.Text("kernel"),
            Architecture = root.Text("architecture"),
            Uptime = root.Seconds("uptimeSeconds"),
            Load = [.. root.Items("load").Where(item => item.ValueKind == JsonValueKind.Number).Select(item => item.GetDouble())],
            CpuModel = root.Text("cpuModel"),
            Cpus = root.Count("cpus"),
            CpuPercent = root.Number("cpuPercent"),
            MemoryBytes = root.Bytes("memoryBytes"),
            MemoryUsedBytes = root.Bytes("memoryUsedBytes"),
            Disks = [.. root.Items("disks").Where(disk => disk.Text("path") is not null).Select(disk => new NginxApiDisk(disk.Text("path")!, disk.Bytes("totalBytes") ?? 0, disk.Bytes("usedBytes") ?? 0))],
            Addresses = root.Texts("addresses"),
            Time = root.Time("time"),
            RebootAllowed = root.Flag("rebootAllowed") == true,
            AgentVersion = root.Text("agentVersion"),
        };
    }

    /// <summary><c>POST /configuration/test</c> of the agent; null when the body is none.</summary>
    public static NginxApiTest? Test(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        return json?.RootElement is { } root && root.Flag("valid") is { } valid
            ? new NginxApiTest(valid, NginxWords.Cut(root.Text("output") ?? ""), root.Milliseconds("durationMs"))
            : null;
    }

    /// <summary>
    /// For about 50 s after a restart a node's old registration stays active beside the new one, with the same address of its nginx_api: the one that
    /// answers, else the one that was heard of last, is the node.
    /// </summary>
    private static IReadOnlyList<NginxApiPeer> WithoutGhosts(IReadOnlyList<NginxApiPeer> peers) =>
        [.. peers.GroupBy(peer => peer.Uri?.ToString() ?? peer.InstanceId ?? peer.HostName, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.OrderByDescending(peer => peer.IsLocal).ThenByDescending(peer => peer.LastHeartbeat).First())];

    private static NginxApiCertificate Certificate(JsonElement item) => new(
        item.Text("id") ?? "",
        // One generation gives them as one text here and there.
        item.Texts("domains") is { Count: > 0 } domains ? domains : item.Text("domains")?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        item.Time("expiresAt"),
        item.Count("daysUntilExpiry"),
        item.Text("status"))
    {
        Issuer = item.Text("issuer"),
        File = item.Text("file"),
    };

    private static NginxApiPeer Peer(JsonElement item) => new()
    {
        HostName = item.Text("hostname") ?? item.Text("instanceId") ?? "",
        InstanceId = item.Text("instanceId"),
        Uri = System.Uri.TryCreate(item.Field("controlPlane")?.Text("baseUrl"), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null,
        Address = item.Text("ipAddress"),
        IsLocal = item.Flag("isLocal") == true,
        IsLeader = item.Flag("isLeader") == true,
        Status = item.Text("status"),
        LastHeartbeat = item.Time("lastHeartbeat"),
        Version = item.Text("version") is { Length: > 0 } version and not "unknown" ? version : null,
    };
}
