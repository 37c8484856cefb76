namespace LyttleCluster.Service.Agent.Http;

/// <summary>The v2 API's envelope of everything that is refused or fails. Unlike there, <see cref="Code"/> tells the cases apart, and no stack is ever in it.</summary>
internal sealed record ErrorBody(int StatusCode, DateTimeOffset Timestamp, string Path, string Method, string Message, string Code);
