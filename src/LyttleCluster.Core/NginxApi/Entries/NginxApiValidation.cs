using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.NginxApi;

/// <summary>What a node would make of an entry it takes. That it is valid does not mean that nginx takes it.</summary>
/// <param name="Entry">The entry as it would be kept, normalised; null where it is not told.</param>
/// <param name="Preview">The server block it would become; null where it is not told.</param>
/// <param name="Warnings">The node's doubts.</param>
/// <param name="Limits">How many more calls of this kind are left.</param>
internal sealed record NginxApiValidation(NginxEntry? Entry, string? Preview, IReadOnlyList<string> Warnings, NginxApiLimits Limits);
