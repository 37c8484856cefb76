namespace LyttleCluster.Module;

/// <summary>What a right is taken from.</summary>
/// <param name="Kind">A user, a group, or a certificate.</param>
/// <param name="Name">Its name, or its fingerprint.</param>
public sealed record AccessTarget(AccessKind Kind, string Name);
