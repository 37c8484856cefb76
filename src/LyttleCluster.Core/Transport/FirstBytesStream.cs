namespace LyttleCluster.Core.Transport;

/// <summary>
/// Passes bytes through and remembers the first few that the other side sent: they tell a TLS record from anything else
/// (RFC 8446, 5.1: the first byte of a record is 20 to 23; a plain alert has its description in the seventh).
/// </summary>
internal sealed class FirstBytesStream(Stream inner) : Stream
{
    private readonly byte[] _first = new byte[7];
    private int _count;

    /// <summary>Whether nothing was answered at all.</summary>
    public bool IsSilent => _count == 0;

    /// <summary>Whether something answered, but not in TLS.</summary>
    public bool IsNotTls => _count > 0 && _first[0] is not (>= 20 and <= 23);

    /// <summary>The description of a plain alert that was the first answer; null otherwise.</summary>
    public int? FirstAlert => _count == 7 && _first[0] == 21 ? _first[6] : null;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Remember(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Remember(buffer.AsSpan(offset, read));
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (_count == _first.Length) return;
        var taken = bytes[..Math.Min(bytes.Length, _first.Length - _count)];
        taken.CopyTo(_first.AsSpan(_count));
        _count += taken.Length;
    }
}
