using LyttleCluster.Core.Operations;

namespace LyttleCluster.Tests.Operations;

public class WavesTests
{
    [Theory]
    [InlineData(RolloutStrategy.Rolling, 1, 3, "0|1|2")]
    [InlineData(RolloutStrategy.Rolling, 2, 5, "0,1|2,3|4")]
    [InlineData(RolloutStrategy.Rolling, 9, 3, "0,1,2")]
    [InlineData(RolloutStrategy.AllAtOnce, 1, 3, "0,1,2")]
    [InlineData(RolloutStrategy.Canary, 1, 4, "0|1,2,3")]
    [InlineData(RolloutStrategy.Canary, 1, 1, "0")]
    [InlineData(RolloutStrategy.Canary, 1, 0, "")]
    [InlineData(RolloutStrategy.Rolling, 1, 0, "")]
    [InlineData(RolloutStrategy.AllAtOnce, 1, 0, "")]
    public void Every_node_is_in_one_wave(RolloutStrategy strategy, int batchSize, int count, string waves) =>
        Assert.Equal(waves, string.Join('|', Waves.Of(strategy, batchSize, count).Select(wave => string.Join(',', wave))));
}
