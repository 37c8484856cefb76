namespace LyttleCluster.Service.Agent.Joining;

/// <summary>What joining needs of the agent around it.</summary>
/// <param name="Address">Where the manager is to reach it.</param>
/// <param name="Facts">The facts of its host, as JSON.</param>
/// <param name="OperatingSystem">Its host's system; null where that cannot be read.</param>
/// <param name="UseAsync">Listens with what it was given, and lets the manager in; fails where it cannot.</param>
internal sealed record JoinHost(Func<Uri> Address, Func<byte[]> Facts, Func<string?> OperatingSystem, Func<JoinCertificate, CancellationToken, Task> UseAsync);
