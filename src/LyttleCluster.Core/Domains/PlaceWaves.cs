using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Domains;

/// <summary>Cuts places into waves. A database is a wave of its own: its rows go live on all of its nodes by themselves. Pure.</summary>
internal static class PlaceWaves
{
    /// <param name="strategy">How to cut.</param>
    /// <param name="batchSize">How many agents a wave of <see cref="RolloutStrategy.Rolling"/> has.</param>
    /// <param name="kinds">The places, in their order.</param>
    /// <returns>The waves, as indexes of the places.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(RolloutStrategy strategy, int batchSize, IReadOnlyList<PlaceKind> kinds)
    {
        if (strategy == RolloutStrategy.AllAtOnce) return Waves.Of(strategy, batchSize, kinds.Count);
        var agents = kinds.Index().Where(one => one.Item == PlaceKind.Agent).Select(one => one.Index).ToList();
        var databases = kinds.Index().Where(one => one.Item != PlaceKind.Agent).Select(one => one.Index);
        return [.. Waves.Of(strategy, batchSize, agents.Count).Select(wave => (IReadOnlyList<int>)[.. wave.Select(index => agents[index])]), .. databases.Select(index => (IReadOnlyList<int>)[index])];
    }
}
