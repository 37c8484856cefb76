namespace LyttleCluster.Core.Operations;

/// <summary>Cuts a change over several nodes into waves. Pure.</summary>
internal static class Waves
{
    /// <param name="strategy">How to cut.</param>
    /// <param name="batchSize">How many nodes a wave of <see cref="RolloutStrategy.Rolling"/> has; 1 or more.</param>
    /// <param name="count">How many nodes there are.</param>
    /// <returns>The waves in their order, each as the indexes of its nodes.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(RolloutStrategy strategy, int batchSize, int count)
    {
        var all = Enumerable.Range(0, count);
        return strategy switch
        {
            RolloutStrategy.AllAtOnce => [.. all.Chunk(Math.Max(count, 1))],
            RolloutStrategy.Canary => [.. all.Take(1).Chunk(1), .. all.Skip(1).Chunk(Math.Max(count - 1, 1))],
            _ => [.. all.Chunk(batchSize)],
        };
    }
}
