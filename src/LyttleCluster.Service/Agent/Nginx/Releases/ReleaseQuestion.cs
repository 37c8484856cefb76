using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Releases;

/// <summary>Asks, over a connection that is open, which release answers there.</summary>
internal static class ReleaseQuestion
{
    private const int LongestAnswer = 8 * 1024;
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    /// <summary>The body of the answer; null when it is not one of a <see cref="ReleaseSnippet"/>.</summary>
    public static async Task<string?> AskAsync(Stream connection, CancellationToken cancellationToken)
    {
        await connection.WriteAsync(Request, cancellationToken);
        var buffer = new byte[LongestAnswer];
        var length = await connection.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Parse(Encoding.Latin1.GetString(buffer, 0, length));
    }

    /// <summary>Takes the body out of a whole answer.</summary>
    public static string? Parse(string answer)
    {
        var body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (body < 0 || !answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)) return null;
        var said = answer[(body + 4)..];
        return said.Length is > 0 and <= 128 && said.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? said : null;
    }
}
