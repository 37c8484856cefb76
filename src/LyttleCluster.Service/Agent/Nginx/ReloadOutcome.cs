namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>How a reload ended. Only <see cref="Reloaded"/> means that the new configuration serves.</summary>
internal enum ReloadOutcome
{
    /// <summary>New workers answer the new release id, and every worker from before is gone or shutting down.</summary>
    Reloaded,

    /// <summary><c>nginx -t</c> refused the configuration; nginx was not signalled.</summary>
    ConfigurationInvalid,

    /// <summary>nginx was signalled and kept the configuration it had.</summary>
    ReloadNotTaken,

    /// <summary>No master process runs.</summary>
    NginxNotRunning,

    /// <summary>The signal could not be sent, or the agent could not do its part.</summary>
    ReloadFailed,

    /// <summary>Too many earlier generations of workers still finish their connections; nginx was not signalled.</summary>
    TooManyOldWorkers,

    /// <summary>nginx was signalled and may still be working on it, or does not react: what becomes of it is looked at later, and nothing was put back.</summary>
    ReloadUnknown,
}
