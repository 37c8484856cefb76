using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nodes;

/// <summary>The checks of a node's nginx_api above the network: who answers, whether we are let in and for what, and how it is.</summary>
/// <param name="connect">Gives the client; fails where our key for it cannot be opened.</param>
/// <param name="silence">How long it may be silent.</param>
/// <param name="time">The clock.</param>
internal sealed class NginxApiChecks(Func<NginxApiClient> connect, TimeSpan silence, TimeProvider time)
{
    /// <summary>The checks, each only after the one before it did not break.</summary>
    public IEnumerable<Layer> Layers(string target)
    {
        var dialect = NginxApiDialect.Unknown;
        NginxApiProbe? probe = null;
        DateTimeOffset asked = default, answered = default;
        NginxApiIdentity? identity = null;
        yield return new("NginxApiKey", target, _ => Task.FromResult(KeyOf(connect())));
        yield return new("NginxApiReach", target, async stop =>
        {
            asked = time.GetUtcNow();
            probe = await connect().ProbeAsync(silence, stop);
            answered = time.GetUtcNow();
            dialect = probe.Dialect;
            return new Finding($"{dialect.Name}{(dialect.Version is { } version ? $" {version}" : "")}, answered in {probe.Latency.TotalMilliseconds:0.0} ms");
        });
        yield return new("NginxApiHealth", target, _ => Task.FromResult(HealthOf(probe!)));
        yield return new("NginxApiLogin", target, async stop =>
        {
            identity = await connect().WhoAmIAsync(silence, stop);
            return new Finding(identity is null ? "it lets everybody in, or does not say who we are" : $"let in as {identity.Id} ({identity.Method})");
        });
        yield return new("NginxApiRights", target, _ => Task.FromResult(RightsOf(identity)));
        if (dialect.Generation == NginxApiGeneration.Agent && identity?.MayOperate == true)
        {
            yield return new("AgentPrivileges", target, stop => PrivilegesAsync(probe!, stop));
        }

        // LyttleNGINX counts calls: what it told already is not asked again.
        yield return new("ClockSkew", target, stop => dialect.Can(NginxApiCapabilities.Host)
            ? HostSkewAsync(stop)
            : Task.FromResult(Skew(asked, probe!.ServerTime, answered)));
    }

    private static Finding KeyOf(NginxApiClient client) => new(client.Endpoint switch
    {
        { ApiKey: not null } => "an API key is set",
        { CertificatePath: not null } => "none; a client certificate is set",
        _ => "none is set",
    });

    private static Finding HealthOf(NginxApiProbe probe) => probe switch
    {
        { LimitedUntil: { } until } => new($"asked too often; it answers again at {until:u}", "Wait until then, and ask less often."),
        { Health: EndpointHealth.Healthy } => new(probe.Release is { } release ? $"well; release {release}" : "well"),
        _ => new(probe.Reason ?? "it does not say how it is", "Get-NginxStatus and Get-NginxLog show more."),
    };

    private static Finding RightsOf(NginxApiIdentity? identity) => identity switch
    {
        null => new("it has no roles: whoever is let in may do everything"),
        { MayOperate: true } => new(string.Join(", ", identity.Roles)),
        { Roles.Count: 0 } => new("no role", "Give the key a role (viewer, operator, platform-admin), or use another key: Set-ClusterNode -NginxApiKeyFile"),
        _ => new($"{string.Join(", ", identity.Roles)}: it may look, but neither reload nor read logs", "Use a key with the role operator or platform-admin: Set-ClusterNode -NginxApiKeyFile"),
    };

    /// <summary>What the agent must be allowed to do on its host. Where it does not tell by itself, it is asked to do the harmless part: test.</summary>
    private async Task<Finding> PrivilegesAsync(NginxApiProbe probe, CancellationToken cancellationToken)
    {
        const string remedy = "On the node: lyttle-cluster agent --check-privileges says what it may do, --print-sudo-rules what it needs.";
        if (probe.Checks.FirstOrDefault(check => check.Name == "privileges") is { } told) return new Finding(told.Detail ?? "told by the agent", told.Passed ? null : remedy);

        try
        {
            await connect().TestConfigurationAsync(silence, cancellationToken);
            return new Finding("it may test nginx's configuration; whether it may reload shows a reload");
        }
        catch (ClusterException failure) when (failure.Category == ClusterErrorCategory.ResourceUnavailable)
        {
            return new Finding(failure.Message, remedy);
        }
    }

    private async Task<Finding> HostSkewAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var host = await connect().GetHostAsync(silence, cancellationToken);
        return Skew(asked, host?.Time, time.GetUtcNow());
    }

    private static Finding Skew(DateTimeOffset asked, DateTimeOffset? theirs, DateTimeOffset answered) =>
        theirs is { } clock ? ClockSkew.Judge(asked, clock, answered) : new Finding("it does not tell its time");
}
