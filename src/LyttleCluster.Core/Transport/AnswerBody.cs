namespace LyttleCluster.Core.Transport;

/// <summary>A whole answer; disposing of it gives its memory back, and it cannot be read any more.</summary>
internal sealed class AnswerBody(ReusedMemory home, byte[] memory, int count) : IDisposable
{
    private byte[]? _memory = memory;

    public ReadOnlyMemory<byte> Bytes => (_memory ?? throw new ObjectDisposedException(nameof(AnswerBody))).AsMemory(0, count);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } free) home.GiveBack(free);
    }
}
