using LyttleCluster.Core.Services;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager;

/// <summary>The manager's note beside its state file while it runs, by which the shells of this machine find and stop it.</summary>
internal sealed class ManagerPresence : IDisposable
{
    private readonly string _path;
    private readonly ServiceLog _log;
    private ManagerNote _note;

    public ManagerPresence(ManagerOptions options, string? service, DateTimeOffset startedAt, ServiceLog log)
    {
        _log = log;
        _path = ManagerNoteFile.Beside(options.StateFile, options.ReadOnly ? Environment.ProcessId : null);
        _note = new ManagerNote
        {
            Status = ManagerStatus.Starting,
            ProcessId = Environment.ProcessId,
            Mark = ProcessMark.Of(Environment.ProcessId),
            StatePath = options.StateFile,
            StartedAt = startedAt,
            Version = Roles.Version,
            ReadOnly = options.ReadOnly,
            Service = service,
            LogPath = options.LogFile,
        };
    }

    /// <summary>It listens.</summary>
    public void Running(Uri address) => Write(_note with { Status = ManagerStatus.Running, Uri = address });

    /// <summary>It was asked to stop.</summary>
    public void Stopping() => Write(_note with { Status = ManagerStatus.Stopping });

    public void Dispose()
    {
        try
        {
            ManagerNoteFile.Remove(_path, _note.ProcessId);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ClusterException)
        {
            _log.Warn("The note of this manager could not be removed.", ("file", _path), ("why", failure.Message));
        }
    }

    // Without its note a manager works all the same; only the shells of this machine do not find it.
    private void Write(ManagerNote note)
    {
        _note = note;
        try
        {
            ManagerNoteFile.Write(_path, note);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.Warn("The note of this manager could not be written: Get-ClusterManager will not find it.", ("file", _path), ("why", failure.Message));
        }
    }
}
