namespace LyttleCluster.Core.Transport;

/// <summary>
/// The body of an answer: each read is limited by the guard, and whatever goes wrong comes out as a
/// <see cref="ClusterException"/>. Disposing it before its end closes the connection, so that the other side sees it.
/// </summary>
internal sealed class AnswerStream(
    HttpResponseMessage response, Stream body, SilenceGuard guard, NetworkEndpoint endpoint, Connector connector, CancellationToken caller) : Stream
{
    public HttpResponseMessage Response => response;

    public TransportErrors Errors => endpoint.Errors;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        guard.Arm();
        try
        {
            return await body.ReadAsync(buffer, guard.Token);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested && guard.Fired)
        {
            throw endpoint.Errors.TimedOut(guard.Silence);
        }
        catch (OperationCanceledException)
        {
            caller.ThrowIfCancellationRequested();
            throw;
        }
        catch (Exception failure) when (connector.WhyFailed(failure, answered: true) is not null)
        {
            caller.ThrowIfCancellationRequested();
            throw connector.WhyFailed(failure, answered: true)!;
        }
        finally
        {
            guard.Disarm();
        }
    }

    /// <summary>Reads the whole answer into memory.</summary>
    /// <param name="maxBytes">The most that is read; <see cref="NetworkEndpoint.MaxAnswerBytes"/> unless given.</param>
    /// <param name="tooLarge">What it means when there is more; a wrong endpoint unless given.</param>
    public async Task<ReadOnlyMemory<byte>> ReadWholeAsync(int? maxBytes = null, Func<ClusterException>? tooLarge = null) =>
        (await ReadWholeAsync(new ReusedMemory(), maxBytes, tooLarge)).Bytes;

    /// <summary>Reads the whole answer into memory that is used again.</summary>
    /// <param name="reused">What it is read into.</param>
    /// <param name="maxBytes">The most that is read; <see cref="NetworkEndpoint.MaxAnswerBytes"/> unless given.</param>
    /// <param name="tooLarge">What it means when there is more; a wrong endpoint unless given.</param>
    public async Task<AnswerBody> ReadWholeAsync(ReusedMemory reused, int? maxBytes = null, Func<ClusterException>? tooLarge = null)
    {
        var most = maxBytes ?? endpoint.MaxAnswerBytes;
        tooLarge ??= endpoint.Errors.AnswerTooLarge;
        var announced = response.Content.Headers.ContentLength;
        if (announced > most) throw tooLarge();
        var buffer = reused.Take((int?)announced ?? 32 * 1024);
        var count = 0;
        while (count != announced)
        {
            var read = await ReadAsync(buffer.AsMemory(count));
            if (read == 0) break;
            count += read;
            if (count > most) throw tooLarge();
            if (count == buffer.Length && count != announced) Array.Resize(ref buffer, buffer.Length * 2);
        }

        return new AnswerBody(reused, buffer, count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
            guard.Dispose();
        }

        base.Dispose(disposing);
    }
}
