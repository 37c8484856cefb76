using System.Globalization;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>Whole HTTP/1.1 answers as bytes, ready to be sent many times.</summary>
internal static class HttpBytes
{
    private const string EngineHeaders = "Api-Version: 1.41\r\nDocker-Experimental: false\r\nOstype: linux\r\nServer: Docker/20.10.24+dfsg1 (linux)\r\n";

    public static byte[] Json(string body) => Answer("200 OK", "application/json", Encoding.UTF8.GetBytes(body));

    public static byte[] Answer(string status, string contentType, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\n{EngineHeaders}Content-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n")), .. body];

    /// <summary>Headers of a body that ends with the connection.</summary>
    public static byte[] StreamHead(string contentType) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{EngineHeaders}Content-Type: {contentType}\r\nConnection: close\r\n\r\n");
}
