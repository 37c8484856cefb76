using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.TestPeers;

/// <summary>How a <see cref="NginxApiServer"/> is set up.</summary>
public sealed record NginxApiServerOptions
{
    /// <summary>The keys it takes and their role; the first is <see cref="NginxApiServer.ApiKey"/>.</summary>
    public IReadOnlyList<(string Key, string Role)> Keys { get; init; } = [("test-key-0123456789", "platform-admin"), ("viewer-key-0123456789", "viewer"), ("operator-key-0123456789", "operator")];

    /// <summary>Who may log in at a server of 2025-11.</summary>
    public (string User, string Password) Login { get; init; } = ("admin", "secret-pw");

    /// <summary>Its clock: limits, releases, times of answers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What it shows over TLS; null: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>If given, a client must show a certificate of this authority.</summary>
    public X509Certificate2? ClientsOf { get; init; }

    /// <summary>Whether it counts calls, where its generation does.</summary>
    public bool HasLimits { get; init; } = true;

    /// <summary>How long nginx takes to reload, besides what a <see cref="SimulatedReload"/> says.</summary>
    public TimeSpan ReloadTakes { get; init; }

    /// <summary>How long a reload takes longer for each row that wants a certificate which is not there, until ACME has failed.</summary>
    public TimeSpan AcmeTakes { get; init; }

    /// <summary>The database of its rows; null: one of its own.</summary>
    public SimulatedDatabase? Database { get; init; }

    /// <summary>Whether the agent takes configuration; older ones do not.</summary>
    public bool HasReleases { get; init; } = true;

    /// <summary>Whether the agent says what was live before each release; older ones do not.</summary>
    public bool TellsPrevious { get; init; } = true;

    /// <summary>The agent's `--allow-reboot`.</summary>
    public bool AllowReboot { get; init; }

    public string HostName { get; init; } = "sim-nginx";
}
