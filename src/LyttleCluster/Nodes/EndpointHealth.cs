namespace LyttleCluster;

/// <summary>What an endpoint says of itself, apart from whether it can be reached.</summary>
public enum EndpointHealth
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Well.</summary>
    Healthy,

    /// <summary>It answers, but warns of something an operator should look at.</summary>
    Warning,

    /// <summary>It answers, but says that it is not well.</summary>
    Unhealthy,
}
