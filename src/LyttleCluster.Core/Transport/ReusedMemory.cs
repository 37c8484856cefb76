namespace LyttleCluster.Core.Transport;

/// <summary>
/// Memory for an answer that comes again and again, about as long each time: it is read into what the one before it gave back. With
/// hundreds of endpoints this spares the garbage collector most of its work. What is not given back is garbage like any other.
/// </summary>
internal sealed class ReusedMemory
{
    /// <summary>More is not kept for what may not come again.</summary>
    private const int MostKept = 1 << 20;

    private byte[]? _free;

    /// <summary>At least so many bytes that nobody else uses.</summary>
    public byte[] Take(int least) => Interlocked.Exchange(ref _free, null) is { } free && free.Length >= least ? free : new byte[least];

    /// <summary>Takes back what nobody reads any more.</summary>
    public void GiveBack(byte[] memory)
    {
        if (memory.Length <= MostKept) _free = memory;
    }
}
