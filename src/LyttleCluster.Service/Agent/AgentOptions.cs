using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent;

/// <summary>How the agent was told to run. Made by <see cref="From"/>, which refuses what would not be safe.</summary>
internal sealed record AgentOptions
{
    public required ListenAddress Listen { get; init; }

    public required NginxSettings Nginx { get; init; }

    public required string DataFolder { get; init; }

    public string? ApiKeyFile { get; init; }

    public string? AuthorityFile { get; init; }

    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    public bool AllowReboot { get; init; }

    /// <summary>The manager to join; null: none.</summary>
    public JoinOptions? Join { get; init; }

    public LogFormat LogFormat { get; init; }

    /// <summary>What may be published, and how.</summary>
    public PublishingOptions Publishing { get; init; } = new();

    public AgentLimits Limits { get; init; } = new();

    /// <summary>The options that were given.</summary>
    /// <param name="given">By the name of the flag.</param>
    /// <param name="user">Whose default folder counts.</param>
    public static AgentOptions From(IReadOnlyDictionary<string, Given> given, AgentUser user)
    {
        var data = Path.GetFullPath(Text(AgentFlags.Data) ?? user.DataFolder);
        if (given.ContainsKey(AgentFlags.Nginx.Name) && given.ContainsKey(AgentFlags.NginxContainer.Name)) throw AgentErrors.TwoNginx();
        var join = JoinSettings.Read(given);
        var options = new AgentOptions
        {
            Listen = ListenAddress.Parse(given.GetValueOrDefault(AgentFlags.Listen.Name) ?? new Given(join is null ? AgentFlags.DefaultListen : AgentFlags.DefaultListenJoined, "default")),
            Join = join,
            Nginx = new NginxSettings
            {
                Executable = Text(AgentFlags.Nginx),
                Container = Text(AgentFlags.NginxContainer),
                Docker = EngineOf(given),
                ConfigurationFile = Text(AgentFlags.NginxConfig),
                DataFolder = data,
            },
            DataFolder = data,
            Publishing = PublishingSettings.Read(given),
            ApiKeyFile = Text(AgentFlags.ApiKeyFile),
            AuthorityFile = Text(AgentFlags.Ca),
            CertificateFile = Text(AgentFlags.Certificate),
            KeyFile = Text(AgentFlags.Key),
            AllowReboot = Text(AgentFlags.AllowReboot) == "true",
            LogFormat = given.GetValueOrDefault(AgentFlags.LogFormat.Name) switch
            {
                null or { Value: "text" } => LogFormat.Text,
                { Value: "json" } => LogFormat.Json,
                var other => throw CommandLineErrors.ValueInvalid(other, "text or json"),
            },
        };
        options.MustBeSafe();
        return options;

        string? Text(Flag flag) => given.GetValueOrDefault(flag.Name)?.Value;
    }

    private static Uri? EngineOf(IReadOnlyDictionary<string, Given> given)
    {
        if (given.GetValueOrDefault(AgentFlags.Docker.Name) is not { } engine) return null;
        if (!given.ContainsKey(AgentFlags.NginxContainer.Name)) throw AgentErrors.DockerWithoutContainer();
        return Uri.TryCreate(engine.Value, UriKind.Absolute, out var uri) && uri is { Scheme: "unix", AbsolutePath.Length: > 1 }
            ? uri
            : throw CommandLineErrors.ValueInvalid(engine, "an engine's socket such as unix:///var/run/docker.sock");
    }

    /// <summary>Beyond loopback only with TLS and a way for callers to prove themselves; no TLS setting that would count for nothing.</summary>
    private void MustBeSafe()
    {
        // The manager's certificate is for where it listens, so the port has to be known before.
        if (Join is not null && (!Listen.IsTls || Listen.Port == 0)) throw JoinAgentErrors.ListenPlain(Listen.ToString());
        if (!Listen.IsLoopback && Missing().ToList() is { Count: > 0 } missing) throw ServiceErrors.ListenUnprotected(Listen, AgentFlags.DefaultListen, missing);
        if (Listen.IsTls)
        {
            var none = CertificateFile is null && KeyFile is null;
            if ((CertificateFile is null || KeyFile is null) && !(none && Join is not null)) throw ServiceErrors.TlsWithoutCertificate(Listen);
        }
        else if ((CertificateFile ?? KeyFile ?? AuthorityFile) is not null)
        {
            throw ServiceErrors.TlsNotListenedOn(Listen);
        }
    }

    private IEnumerable<string> Missing()
    {
        if (!Listen.IsTls) yield return "https:// in --listen";
        if (Join is not null) yield break;
        if (CertificateFile is null) yield return "--certificate FILE";
        if (KeyFile is null) yield return "--key FILE";
        if (ApiKeyFile is null && AuthorityFile is null) yield return "--api-key-file FILE or --ca FILE";
    }
}
