using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.NginxApi;

/// <summary>Where a node's nginx_api is (<c>http://host:3003</c> or <c>https://…</c>, a path before it is allowed), and how to prove who we are there.</summary>
internal sealed record NginxApiEndpoint : NetworkEndpoint
{
    /// <summary>
    /// What lets us in: an API key, a bearer token (three parts, beginning with <c>eyJ</c>), or <c>USER:PASSWORD</c> for the servers of
    /// 2025-11 that have a login instead. Null: nothing is sent. It is in no text that this record gives.
    /// </summary>
    public string? ApiKey { get; init; }

    public override bool UsesTls => Uri.Scheme == Uri.UriSchemeHttps;

    public override int Port => Uri.Port;

    public override int MaxAnswerBytes => 8 * 1024 * 1024;

    public override TransportErrors Errors => new NginxApiTransportErrors(this);

    internal override string HttpBase => base.HttpBase + Uri.AbsolutePath.TrimEnd('/');

    /// <summary>The node and the address; never the key.</summary>
    public override string ToString() => $"{Node} {Address}";
}
