namespace LyttleCluster.Core.Nodes;

/// <summary>One check of a node.</summary>
/// <param name="Name">What is checked, in PascalCase.</param>
/// <param name="Target">What it is checked against.</param>
/// <param name="Check">Checks it; a ClusterException it throws is a finding that breaks the row.</param>
internal sealed record Layer(string Name, string Target, Func<CancellationToken, Task<Finding>> Check);

/// <summary>What a check saw.</summary>
/// <param name="Detail">In words.</param>
/// <param name="Remedy">What to do; the check did not pass then.</param>
/// <param name="IsBroken">That nothing above it can work.</param>
internal sealed record Finding(string Detail, string? Remedy = null, bool IsBroken = false);
