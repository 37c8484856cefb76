namespace LyttleCluster.Core.Transport;

/// <summary>
/// Memory for an answer that comes again and again, about as long each time: it is read into what one before it gave back. With
/// hundreds of endpoints this spares the garbage collector most of its work. What is not given back is garbage like any other.
/// </summary>
/// <param name="most">
/// How many answers' memory is kept: one for each endpoint where all of them are asked at once; a few for all of them together where a few at a time are.
/// </param>
internal sealed class ReusedMemory(int most = 1)
{
    /// <summary>More is not kept for what may not come again.</summary>
    private const int MostKept = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _free = new(most);

    /// <summary>At least so many bytes that nobody else uses.</summary>
    public byte[] Take(int least)
    {
        lock (_gate)
        {
            // One that is too short makes way for what is as long as answers are now.
            if (_free.TryPop(out var free) && free.Length >= least) return free;
        }

        return new byte[least];
    }

    /// <summary>Takes back what nobody reads any more.</summary>
    public void GiveBack(byte[] memory)
    {
        lock (_gate)
        {
            if (memory.Length <= MostKept && _free.Count < most) _free.Push(memory);
        }
    }
}
