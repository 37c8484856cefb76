using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>As <see cref="EngineFactAttribute"/>, for tests that need a real nginx.</summary>
public sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = NginxServer.WhyNot;
    }
}
