namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>Where a log goes.</summary>
/// <param name="Stream">Which log.</param>
/// <param name="Kind">What it goes to.</param>
/// <param name="Path">The file, as nginx names it, where it is one.</param>
internal sealed record LogTarget(NginxLogStream Stream, LogTargetKind Kind, string? Path);

/// <summary>What a log goes to.</summary>
internal enum LogTargetKind
{
    /// <summary>A file, or what a link names as one.</summary>
    File,

    /// <summary>nginx's standard error.</summary>
    StandardError,

    /// <summary>A syslog server.</summary>
    Syslog,
}
