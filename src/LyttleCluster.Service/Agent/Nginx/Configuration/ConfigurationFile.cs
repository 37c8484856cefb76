namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>One file of a configuration.</summary>
/// <param name="Path">As nginx names it.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record ConfigurationFile(string Path, string Text);
