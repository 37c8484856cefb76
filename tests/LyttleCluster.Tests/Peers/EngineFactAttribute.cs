using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>
/// A test that needs real engines. On a developer's machine that cannot run them it is reported as skipped with the reason;
/// with `CI=true` it runs, and fails with that reason.
/// </summary>
public sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = DockerEngine.WhyNot;
    }
}
