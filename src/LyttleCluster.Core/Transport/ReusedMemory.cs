namespace LyttleCluster.Core.Transport;

/// <summary>
/// Memory for answers that come again and again, about as long each time: one is read into what an earlier one gave back. With hundreds of
/// endpoints this spares the garbage collector most of its work. What is not given back is garbage like any other. Endpoints share it, so that a process
/// that asks thousands a few at a time keeps memory for a few.
/// </summary>
internal sealed class ReusedMemory
{
    /// <summary>More is not kept for what may not come again.</summary>
    private const int MostOfOne = 1 << 20;

    /// <summary>More is not kept in all.</summary>
    private const int MostOfAll = 16 << 20;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _free = new();
    private int _kept;

    /// <summary>At least so many bytes that nobody else uses.</summary>
    public byte[] Take(int least)
    {
        lock (_gate)
        {
            // One that is too short makes way for what is as long as answers are now.
            if (_free.TryPop(out var free))
            {
                _kept -= free.Length;
                if (free.Length >= least) return free;
            }
        }

        return new byte[least];
    }

    /// <summary>Takes back what nobody reads any more.</summary>
    public void GiveBack(byte[] memory)
    {
        lock (_gate)
        {
            if (memory.Length > MostOfOne || _kept + memory.Length > MostOfAll) return;
            _kept += memory.Length;
            _free.Push(memory);
        }
    }
}
