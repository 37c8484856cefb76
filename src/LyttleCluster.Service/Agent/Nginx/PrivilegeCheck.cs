namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>One thing the agent must be allowed to do.</summary>
/// <param name="Name">What, in a few words: <c>test the configuration</c>.</param>
/// <param name="Passed">Whether it may.</param>
/// <param name="Detail">How that was seen.</param>
/// <param name="Remedy">What to do when it may not; else null.</param>
internal sealed record PrivilegeCheck(string Name, bool Passed, string Detail, string? Remedy);
