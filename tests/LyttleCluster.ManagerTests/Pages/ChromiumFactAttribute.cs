namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A test in a real browser. Without one it is skipped on a developer's machine; with <c>CI=true</c> it runs, and fails with the reason.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true") Skip = Chromium.WhyNot;
    }
}

/// <summary>As <see cref="ChromiumFactAttribute"/>, with real engines besides.</summary>
public sealed class ChromiumAndEngineFactAttribute : FactAttribute
{
    public ChromiumAndEngineFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true") Skip = Chromium.WhyNot ?? TestPeers.DockerEngine.WhyNot;
    }
}

/// <summary>As <see cref="ChromiumFactAttribute"/>, once for each row of data.</summary>
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true") Skip = Chromium.WhyNot;
    }
}
