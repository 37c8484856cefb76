namespace LyttleCluster;

/// <summary>Where an alert is in its life.</summary>
public enum AlertState
{
    /// <summary>Seen, but not for long enough to tell anybody.</summary>
    Pending,

    /// <summary>It is so, and whoever is to know was told.</summary>
    Active,

    /// <summary>It is so, and kept quiet.</summary>
    Suspended,

    /// <summary>It comes and goes; it is told of once until it rests.</summary>
    Flapping,

    /// <summary>It is over.</summary>
    Resolved,
}
