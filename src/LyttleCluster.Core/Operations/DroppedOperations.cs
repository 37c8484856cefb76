using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>What the journal has dropped so far, written with every trim: nothing is lost without a word.</summary>
internal sealed record DroppedOperations
{
    /// <summary>The one document of its kind.</summary>
    public static readonly DocumentKey Key = new("journal", "dropped");

    /// <summary>How many operations were dropped.</summary>
    public long Count { get; init; }

    /// <summary>How many of them could have been undone.</summary>
    public long Reversible { get; init; }

    /// <summary>When the newest of them began.</summary>
    public DateTimeOffset UpTo { get; init; }

    public DroppedOperations With(OperationDocument operation) => new()
    {
        Count = Count + 1,
        Reversible = Reversible + (operation.Reversible ? 1 : 0),
        UpTo = operation.StartedAt > UpTo ? operation.StartedAt : UpTo,
    };
}
