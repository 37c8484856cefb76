namespace LyttleCluster.Core.NginxApi;

/// <summary>What answers at an endpoint, and what it can be asked for.</summary>
/// <param name="Generation">Which of the generations it is.</param>
/// <param name="Name">The same in words, for operators, e.g. <c>LyttleNGINX v1 (2025-09)</c>.</param>
/// <param name="Version">The version that the program names; null where it names none.</param>
/// <param name="Capabilities">What it can be asked for.</param>
internal sealed record NginxApiDialect(NginxApiGeneration Generation, string Name, string? Version, NginxApiCapabilities Capabilities)
{
    public static readonly NginxApiDialect Unknown = new(NginxApiGeneration.Unknown, "not recognised", null, NginxApiCapabilities.None);

    public bool Can(NginxApiCapabilities capability) => (Capabilities & capability) == capability;

    /// <summary>Whether it counts calls as LyttleNGINX does: 100 in 15 minutes for each kind of call and each caller's address.</summary>
    public bool CountsCalls => Generation is NginxApiGeneration.Login or NginxApiGeneration.Keys or NginxApiGeneration.V2;

    /// <summary>Whether it keeps the id that a call was sent with in its records.</summary>
    public bool KeepsCorrelation => Generation is NginxApiGeneration.V2 or NginxApiGeneration.Agent;
}
