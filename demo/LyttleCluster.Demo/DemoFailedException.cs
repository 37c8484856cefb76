namespace LyttleCluster.Demo;

/// <summary>Ends the demo with exit code 1.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
