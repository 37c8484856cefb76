using Microsoft.Win32.SafeHandles;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>Opens log files.</summary>
internal interface ILogFileOpener
{
    /// <summary>Null when there is no such file (yet).</summary>
    /// <exception cref="ClusterException"><c>NginxLogUnreadable</c></exception>
    Task<ILogFile?> OpenAsync(string path, CancellationToken cancellationToken);
}

/// <summary>A log file that is open. Its length is that of the moment it was opened.</summary>
internal interface ILogFile : IDisposable
{
    long Inode { get; }

    /// <summary>The first byte that can be read.</summary>
    long Begin => 0;

    long Length { get; }

    /// <summary>Reads; less than asked for only where the file ends.</summary>
    ValueTask<byte[]> ReadAsync(long offset, int count, CancellationToken cancellationToken);
}

/// <summary>Files that this process may read itself.</summary>
internal sealed class DirectLogFiles : ILogFileOpener
{
    public Task<ILogFile?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        // What is no file must not be opened: a pipe would wait for a writer.
        if (FileStatus.Of(path) is not { IsRegular: true } status) return Task.FromResult<ILogFile?>(null);
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
            return Task.FromResult<ILogFile?>(new Open(handle, status.Inode, RandomAccess.GetLength(handle)));
        }
        catch (FileNotFoundException)
        {
            return Task.FromResult<ILogFile?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NginxErrors.LogUnreadable(path, failure is UnauthorizedAccessException ? "access denied" : failure.Message);
        }
    }

    private sealed class Open(SafeFileHandle handle, long inode, long length) : ILogFile
    {
        public long Inode => inode;

        public long Length => length;

        public async ValueTask<byte[]> ReadAsync(long offset, int count, CancellationToken cancellationToken)
        {
            var bytes = new byte[count];
            var filled = 0;
            while (filled < count)
            {
                var read = await RandomAccess.ReadAsync(handle, bytes.AsMemory(filled), offset + filled, cancellationToken);
                if (read == 0) return bytes[..filled]; // emptied meanwhile
                filled += read;
            }

            return bytes;
        }

        public void Dispose() => handle.Dispose();
    }
}
