namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>What one look at nginx showed.</summary>
internal sealed record NginxState
{
    /// <summary>E.g. <c>1.22.1</c>; null when nginx could not be asked.</summary>
    public string? Version { get; init; }

    /// <summary>Whether a master process runs.</summary>
    public required bool Running { get; init; }

    /// <summary>The master's process id as the agent's host numbers it; null when it does not run.</summary>
    public int? MasterPid { get; init; }

    /// <summary>The id of the release that the configuration file names now; null when it names none yet.</summary>
    public string? Release { get; init; }

    /// <summary>Whether the running workers answer that release id.</summary>
    public required bool ReleaseServed { get; init; }

    /// <summary>The worker processes of now and of before.</summary>
    public required NginxWorkers Workers { get; init; }

    /// <summary>The last reload through this agent, over its restarts; after a failure also one of somebody else that was taken since. Null when there was none.</summary>
    public LastReload? LastReload { get; init; }

    /// <summary>The path of the main configuration file, as nginx names it.</summary>
    public required string Configuration { get; init; }

    /// <summary>The configuration release that the files name; null when they name none.</summary>
    public string? ConfigurationRelease { get; init; }

    /// <summary>The certificate files that the configuration names, as nginx names them.</summary>
    public IReadOnlyList<string> CertificateFiles { get; init; } = [];
}
