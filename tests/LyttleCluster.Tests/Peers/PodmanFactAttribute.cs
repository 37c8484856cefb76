using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>As <see cref="EngineFactAttribute"/>, for podman.</summary>
public sealed class PodmanFactAttribute : FactAttribute
{
    public PodmanFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = PodmanService.WhyNot;
    }
}
