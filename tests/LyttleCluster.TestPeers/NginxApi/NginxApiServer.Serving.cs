using System.Globalization;

namespace LyttleCluster.TestPeers;

// What its nginx answers to visitors: the rows that are live, over plain HTTP.
public sealed partial class NginxApiServer
{
    private readonly Lazy<FaultServer> _site;

    /// <summary>Where its nginx takes requests: answers by the Host header, as section 7 of the protocol was measured.</summary>
    public Uri ProxyAddress => _site.Value.HttpUri!;

    private FaultServer OpenSite() => FaultServer.StartTcp().On("*", ServeAsync).On("/version", ServeAsync).On("/_ping", ServeAsync);

    private async Task<bool> ServeAsync(FaultExchange exchange)
    {
        if (!Nginx.Running) return false;
        var host = exchange.Request.Headers.GetValueOrDefault("Host", "").Split(':')[0].ToLowerInvariant();
        var live = Live;
        var row = live.FirstOrDefault(row => row.Takes(host, wildcards: false)) ?? live.FirstOrDefault(row => row.Takes(host, wildcards: true));
        var reply = row is null
            ? new ApiReply(200, "<html><body>Welcome to LyttleNGINX</body></html>\n") { ContentType = "text/html" }
            : Serve(row, exchange.Request.Target);
        var headers = row is null ? [] : HeadersOf(row);
        if (row is not null && reply.Status is >= 300 and < 400) headers.Add(("Location", reply.Body));
        await exchange.WriteAsync((reply with { Body = reply.Status is >= 300 and < 400 ? "" : reply.Body }).Bytes(headers));
        return true;
    }

    private static ApiReply Serve(SimulatedProxy row, string target)
    {
        var path = target.Split('?')[0];
        var locations = SimulatedCustomCode.Parse(row.CustomCode).Statements.Where(statement => statement.Name == "location").ToList();
        var location = locations.Find(one => one.Words is ["=", var exact] && exact == path)
            ?? locations.Where(one => one.Words is [.., var prefix] and not ["=", _] && path.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(one => one.Words[^1].Length);
        if (location?.Block!.FirstOrDefault(statement => statement.Name == "return") is { } told)
        {
            var text = told.Words.Count > 1 ? told.Words[1].Trim('"', '\'') : "";
            return new ApiReply(int.Parse(told.Words[0], CultureInfo.InvariantCulture), text) { ContentType = "text/plain" };
        }

        return row.Type == "REDIRECT"
            ? new ApiReply(301, row.ProxyPassHost) { ContentType = "text/html" }
            : new ApiReply(200, $"{row.ProxyPassHost} answers {target}\n") { ContentType = "text/plain" };
    }

    private static List<(string Name, string Value)> HeadersOf(SimulatedProxy row) =>
        [.. SimulatedCustomCode.Parse(row.CustomCode).Statements.Where(statement => statement is { Name: "add_header", Words.Count: > 1 }).Select(statement => (statement.Words[0], statement.Words[1].Trim('"', '\'')))];
}
