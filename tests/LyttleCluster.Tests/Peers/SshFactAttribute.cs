using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>As <see cref="EngineFactAttribute"/>, for an ssh server in front of an engine.</summary>
public sealed class SshFactAttribute : FactAttribute
{
    public SshFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = SshServer.WhyNot ?? DockerEngine.WhyNot;
    }
}
