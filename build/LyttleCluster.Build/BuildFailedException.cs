namespace LyttleCluster.Build;

/// <summary>A step cannot go on; the message says why, and what to do.</summary>
internal sealed class BuildFailedException(string message) : Exception(message);
