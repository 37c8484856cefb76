namespace LyttleCluster.Service.CommandLine;

/// <summary>A value somebody gave, and where, so that a refusal can point there.</summary>
/// <param name="Value">The value; <c>true</c> or <c>false</c> for a switch.</param>
/// <param name="Source"><c>--listen</c>, a variable's name, or <c>listen in FILE</c>.</param>
internal sealed record Given(string Value, string Source);
