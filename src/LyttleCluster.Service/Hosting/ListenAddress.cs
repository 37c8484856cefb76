using System.Net;
using LyttleCluster.Service.CommandLine;

namespace LyttleCluster.Service.Hosting;

/// <summary>Where a role listens.</summary>
/// <param name="IsTls">Whether TLS is spoken there.</param>
/// <param name="Address">The address; null for <c>localhost</c>: both loopbacks.</param>
/// <param name="Port">The port; 0 for any free one.</param>
internal sealed record ListenAddress(bool IsTls, IPAddress? Address, int Port)
{
    private const string Expected = "an address to listen on such as http://127.0.0.1:3003, http://localhost:3003 or https://0.0.0.0:3003";

    /// <summary>Whether only this host can reach it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    public static ListenAddress Parse(Given given)
    {
        var uri = Uri.TryCreate(given.Value, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? parsed!
            : throw CommandLineErrors.ValueInvalid(given, Expected);
        return new ListenAddress(uri.Scheme == "https", AddressOf(uri, given), uri.Port);
    }

    public override string ToString() => $"{(IsTls ? "https" : "http")}://{(Address is null ? "localhost" : new IPEndPoint(Address, 0).ToString()[..^2])}:{Port}";

    // A name would be looked up once, at start, and might then mean another interface than the operator thinks.
    private static IPAddress? AddressOf(Uri uri, Given given) =>
        uri.Host == "localhost" ? null
        : IPAddress.TryParse(uri.Host, out var address) ? address
        : throw CommandLineErrors.ValueInvalid(given, Expected);
}
