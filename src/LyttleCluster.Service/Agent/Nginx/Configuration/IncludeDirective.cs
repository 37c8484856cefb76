namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>Where an <c>include</c> stands in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its semicolon.</param>
/// <param name="Pattern">Its argument.</param>
internal sealed record IncludeDirective(int Start, int End, string Pattern);
