using LyttleCluster.Service.Agent.Nginx.Logs;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>Log files that only root may read: their last 8 MB, by sudo. Files that this process may read itself it does.</summary>
internal sealed class SudoLogFiles(Func<SudoRule, CancellationToken, Task<ProgramRun>> sudo) : ILogFileOpener
{
    private const int Attempts = 4;
    private readonly DirectLogFiles _direct = new();

    public async Task<ILogFile?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _direct.OpenAsync(path, cancellationToken);
        }
        catch (ClusterException)
        {
            return await TailAsync(path, cancellationToken);
        }
    }

    /// <summary>tail does not say where in the file its output is: it is known when the file was as long before as after.</summary>
    private async Task<ILogFile?> TailAsync(string path, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = FileStatus.Of(path);
            var run = await sudo(SudoRule.ReadLog(path), cancellationToken);
            if (run.ExitCode != 0) throw NginxErrors.LogUnreadable(path, run.ErrorOutput);
            if (FileStatus.Of(path) is not { } after) return null;
            if (before == after || attempt == Attempts) return new Tail(after.Inode, after.Length, run.OutputBytes);
        }
    }

    private sealed class Tail(long inode, long length, byte[] bytes) : ILogFile
    {
        public long Inode => inode;

        public long Begin => length - bytes.Length;

        public long Length => length;

        public ValueTask<byte[]> ReadAsync(long offset, int count, CancellationToken cancellationToken)
        {
            var from = (int)Math.Clamp(offset - Begin, 0, bytes.Length);
            return ValueTask.FromResult(bytes.AsSpan(from, Math.Min(count, bytes.Length - from)).ToArray());
        }

        public void Dispose()
        {
        }
    }
}
