using System.Net;

namespace LyttleCluster.TestPeers;

/// <summary>How much is asked for, and of whom.</summary>
/// <param name="Address">Where nginx takes requests.</param>
/// <param name="Host">The host name that leads to a <see cref="LoadUpstream"/>.</param>
public sealed record LoadOptions(IPEndPoint Address, string Host)
{
    /// <summary>Requests a second, over all visitors; fewer where the machine does not manage them.</summary>
    public int Rate { get; init; } = 300;

    /// <summary>Visitors that ask at that rate, each over a connection that it keeps for a while.</summary>
    public int Visitors { get; init; } = 32;

    /// <summary>Visitors that ask for the answer that takes three seconds, one after the other.</summary>
    public int SlowVisitors { get; init; } = 4;

    /// <summary>Requests on one connection before a visitor closes it: every so many-th answer is on a fresh one.</summary>
    public int KeptFor { get; init; } = 20;

    /// <summary>Each so many-th request of a visitor has a body.</summary>
    public int PostEvery { get; init; } = 5;
}
