using LyttleCluster.Core;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Notifications;

namespace LyttleCluster.Service.Manager;

/// <summary>How the manager was told to run. Made by <see cref="From"/>, which refuses what would not be safe.</summary>
internal sealed record ManagerOptions
{
    public required ListenAddress Listen { get; init; }

    /// <summary>The state file.</summary>
    public required string StateFile { get; init; }

    /// <summary>The CA that may grant methods; null without TLS.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The CA that only identifies; null: none.</summary>
    public string? IdentityAuthorityFile { get; init; }

    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>The CA of agents that join; null: one of our own.</summary>
    public string? AgentAuthorityFile { get; init; }

    /// <summary>The key of that CA; null: of our own.</summary>
    public string? AgentAuthorityKeyFile { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Users who may do everything.</summary>
    public IReadOnlyList<string> TrustedUsers { get; init; } = [];

    /// <summary>Groups that may.</summary>
    public IReadOnlyList<string> TrustedGroups { get; init; } = [];

    public LogFormat LogFormat { get; init; }

    /// <summary>Who is told of alerts.</summary>
    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>Where its log goes; null: to stderr.</summary>
    public string? LogFile { get; init; }

    /// <summary>Whether it leaves the session and the output of who started it.</summary>
    public bool Detach { get; init; }

    public ManagerLimits Limits { get; init; } = new();

    /// <summary>The options that were given.</summary>
    /// <param name="given">By the name of the flag.</param>
    /// <exception cref="ClusterException">What is missing, or would not be safe.</exception>
    public static ManagerOptions From(IReadOnlyDictionary<string, Given> given)
    {
        var listen = ListenAddress.Parse(given.GetValueOrDefault(ManagerFlags.Listen.Name) ?? new Given(ManagerFlags.DefaultListen, "default"));
        var options = new ManagerOptions
        {
            Listen = listen,
            StateFile = Path.GetFullPath(Text(ManagerFlags.State) ?? ClusterFactory.DefaultPath),
            // The defaults count only where https is listened on: a plain loopback needs no files.
            AuthorityFile = Text(ManagerFlags.Ca) ?? (listen.IsTls ? ManagerFlags.DefaultCa : null),
            IdentityAuthorityFile = Text(ManagerFlags.IdentityCa) ?? (listen.IsTls && File.Exists(ManagerFlags.DefaultIdentityCa) ? ManagerFlags.DefaultIdentityCa : null),
            CertificateFile = Text(ManagerFlags.Certificate) ?? (listen.IsTls ? ManagerFlags.DefaultCertificate : null),
            KeyFile = Text(ManagerFlags.Key) ?? (listen.IsTls ? ManagerFlags.DefaultKey : null),
            AgentAuthorityFile = Text(ManagerFlags.AgentCa) is { } agents ? Path.GetFullPath(agents) : null,
            AgentAuthorityKeyFile = Text(ManagerFlags.AgentCaKey) is { } agentsKey ? Path.GetFullPath(agentsKey) : null,
            ReadOnly = Text(ManagerFlags.ReadOnly) == "true",
            Notifications = NotificationOptions.From(given),
            TrustedUsers = List(ManagerFlags.TrustedUser),
            TrustedGroups = List(ManagerFlags.TrustedGroup),
            LogFile = Text(ManagerFlags.LogFile) is { } log ? Path.GetFullPath(log) : null,
            Detach = Text(ManagerFlags.Detach) == "true",
            LogFormat = given.GetValueOrDefault(ManagerFlags.LogFormat.Name) switch
            {
                null or { Value: "text" } => LogFormat.Text,
                { Value: "json" } => LogFormat.Json,
                var other => throw CommandLineErrors.ValueInvalid(other, "text or json"),
            },
        };
        options.MustBeSafe();
        return options;

        string[] List(Flag flag) => Text(flag)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

        string? Text(Flag flag) => given.GetValueOrDefault(flag.Name)?.Value;
    }

    /// <summary>Beyond loopback only with TLS, which always has a CA here; no TLS setting that would count for nothing.</summary>
    private void MustBeSafe()
    {
        if (!Listen.IsTls && !Listen.IsLoopback) throw ServiceErrors.ListenUnprotected(Listen, ManagerFlags.DefaultListen, ["https:// in --listen, with --certificate, --key and --ca"]);
        if ((AgentAuthorityFile is null) != (AgentAuthorityKeyFile is null)) throw Joining.ManagerJoinErrors.Incomplete();
        // The certificate and its key also prove the manager to agents, so they may be given without https.
        if (!Listen.IsTls && (AuthorityFile ?? IdentityAuthorityFile) is not null) throw ServiceErrors.TlsNotListenedOn(Listen);
        if (!Listen.IsTls && TrustedUsers.Count + TrustedGroups.Count > 0) throw ServiceErrors.TrustWithoutTls(Listen);
    }
}
