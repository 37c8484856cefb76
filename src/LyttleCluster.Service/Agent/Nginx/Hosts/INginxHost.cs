using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Service.Agent.Nginx.Processes;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>
/// Where an nginx runs: on this host, or in a container of it. What differs between the two is here and nothing else; both are
/// processes of this host, so looking at them is not.
/// </summary>
internal interface INginxHost : IAsyncDisposable
{
    /// <summary>What nginx was built with.</summary>
    NginxBuild Build { get; }

    /// <summary>The main configuration file, as nginx names it.</summary>
    string ConfigurationFile { get; }

    /// <summary>Whether IPv6 is there where nginx runs.</summary>
    bool HasIPv6 { get; }

    /// <summary>Runs <c>nginx -T</c>: the test of <c>-t</c>, and the configuration on standard output when it is valid.</summary>
    /// <param name="limit">After which it is killed.</param>
    /// <param name="configurationFile">Another main file than <see cref="ConfigurationFile"/>; null for that one.</param>
    /// <param name="cancellationToken">Kills it.</param>
    Task<ProgramRun> DumpAsync(TimeSpan limit, string? configurationFile, CancellationToken cancellationToken);

    /// <summary>The master process that runs with this configuration; null when there is none.</summary>
    Task<ProcessEntry?> FindMasterAsync(NginxLayout layout, CancellationToken cancellationToken);

    /// <summary>Sends SIGHUP to a master: when this returns, the signal was delivered.</summary>
    Task HangUpAsync(ProcessEntry master, CancellationToken cancellationToken);

    /// <summary>Where a file of nginx's can be reached by this process for reading; null when it cannot.</summary>
    string? Here(string path);

    /// <summary>Whether a file can be put there such that it outlives nginx.</summary>
    bool CanWrite(string path);

    /// <summary>
    /// Where a file of nginx's can be written by this process itself, next to the main configuration file: a copy of that to be tested, for a moment. Null when it cannot.
    /// </summary>
    string? CanWriteHere(string path);

    /// <summary>The text of a file; null when there is none.</summary>
    Task<string?> ReadTextAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes a file as a whole; null removes it.</summary>
    Task WriteTextAsync(string path, string? text, CancellationToken cancellationToken);

    /// <summary>Connects to a port of nginx's own loopback.</summary>
    Task<Stream> ConnectAsync(int port, CancellationToken cancellationToken);

    /// <summary>Whether nobody listens at a port where nginx runs.</summary>
    bool IsPortFree(int port);

    /// <summary>A log that can be read; null when it goes where the agent cannot read it (syslog).</summary>
    Task<ILogSource?> OpenLogAsync(LogTarget target, ProcessEntry? master, CancellationToken cancellationToken);
}
