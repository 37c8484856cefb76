using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nginx;

/// <summary>From what an nginx_api says to the public model. Pure.</summary>
internal static class NginxMapping
{
    private const NginxCapabilities Public =
        NginxCapabilities.Reload | NginxCapabilities.Logs | NginxCapabilities.Configuration | NginxCapabilities.Validation | NginxCapabilities.Cluster;

    public static NginxStatus ToStatus(this NginxApiProbe probe, string node, IEnumerable<NginxApiCertificate> certificates, DateTimeOffset now) => new()
    {
        Node = node,
        Dialect = probe.Dialect.Name,
        Version = probe.Dialect.Version,
        NginxVersion = probe.NginxVersion,
        // The two enums have the same values for what both name; the adapter's has more.
        Capabilities = (NginxCapabilities)probe.Dialect.Capabilities & Public,
        Health = probe.Health,
        Release = probe.Release,
        LastReload = probe.LastReload?.At,
        OldWorkers = probe.Workers?.Old,
        Certificates = [.. certificates.Select(ToModel)],
        Latency = probe.Latency,
        Reason = probe.Reason,
        ObservedAt = now,
    };

    /// <summary>A line without a time gets <paramref name="lastTime"/>, that of the line before it: it was written after that one.</summary>
    public static NginxLogEntry ToModel(this NginxApiLogEntry entry, string node, DateTimeOffset lastTime) => new()
    {
        Node = node,
        Timestamp = entry.Timestamp ?? lastTime,
        Stream = entry.Stream,
        Level = entry.Level is { } level ? ToModel(level) : null,
        Message = entry.Message,
        Raw = entry.Raw,
    };

    public static NginxApiLogLevel ToWire(NginxLogLevel level) => (NginxApiLogLevel)((int)NginxLogLevel.Emerg - (int)level);

    /// <summary>The adapter counts from the most severe level down, the model from the least severe up.</summary>
    private static NginxLogLevel ToModel(NginxApiLogLevel level) => (NginxLogLevel)((int)NginxLogLevel.Emerg - (int)level);

    private static NginxCertificate ToModel(NginxApiCertificate certificate) => new()
    {
        Domains = [.. certificate.Domains],
        ExpiresAt = certificate.ExpiresAt,
        DaysLeft = certificate.DaysLeft,
    };
}
