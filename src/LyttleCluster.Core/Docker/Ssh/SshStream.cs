namespace LyttleCluster.Core.Docker;

/// <summary>
/// A connection through ssh. It is there before ssh has reached anything: how that went is told by the first read that fails, whose
/// <see cref="IOException"/> has the <see cref="ClusterException"/> inside. A kept connection that died meanwhile ends without a word instead, which HTTP
/// takes for what it is and asks again over a new one. Disposing it ends ssh.
/// </summary>
internal sealed class SshStream(SshProcess process) : Stream
{
    private volatile bool _answered;
    private volatile bool _asked;

    /// <summary>The process behind it.</summary>
    public SshProcess Process => process;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // HTTP looks so whether a kept connection is still good, and only an answer at once counts.
        if (buffer.IsEmpty) return process.HasEnded ? throw new IOException("ssh has ended.") : 0;
        int read;
        try
        {
            read = await process.Output.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            read = 0;
        }

        if (read > 0) process.Talk.MarkOpen();
        else if (await process.WhyEndedAsync(cancellationToken) is { } failure && !(_answered && _asked)) throw new IOException(failure.Message, failure);
        (_answered, _asked) = (_answered || read > 0, false);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _asked = true;
        try
        {
            await process.Input.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            // Nobody listens any more: the read that follows says why.
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => process.Input.FlushAsync(cancellationToken);

    public override void Flush() => process.Input.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    protected override void Dispose(bool disposing)
    {
        if (disposing) process.Dispose();
        base.Dispose(disposing);
    }
}
