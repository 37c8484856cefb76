using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>As <see cref="EngineFactAttribute"/>, for several cases.</summary>
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = DockerEngine.WhyNot;
    }
}
