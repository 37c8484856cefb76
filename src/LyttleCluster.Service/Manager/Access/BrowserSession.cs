namespace LyttleCluster.Service.Manager.Access;

/// <summary>A browser that signed in with a token.</summary>
/// <param name="Id">The SHA-256 of what its cookie holds.</param>
/// <param name="TokenHash">The token's.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
internal sealed record BrowserSession(string Id, string TokenHash, DateTimeOffset ExpiresAt);
