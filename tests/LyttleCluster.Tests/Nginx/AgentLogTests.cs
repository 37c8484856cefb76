using System.Net.Sockets;
using System.Text;
using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Nginx;

/// <summary>Logs of several real nginx, read through their agents as one.</summary>
public class AgentLogTests
{
    /// <summary>What nginx writes raw: the decoded path and a header, as strangers sent them.</summary>
    private const string RawLog = """log_format raw escape=none '$remote_addr [$time_local] "$uri" "$http_x_words"'; """;

    [NginxFact]
    public async Task Both_logs_of_three_nodes_come_as_one_in_order_of_time()
    {
        await using var cluster = await AgentCluster.OpenAsync(3);
        foreach (var agent in cluster.Agents)
        {
            await agent.Nginx.GetAsync("page");
            using var answer = await SendAsync(agent.Nginx, "GET /fault HTTP/1.1"u8.ToArray());
        }

        await File.AppendAllTextAsync(cluster.Nginx(2).ErrorLog, "2099/01/02 03:04:05 [warn] 7#7: last\n");
        await File.AppendAllTextAsync(cluster.Nginx(1).AccessLog, "127.0.0.1 - - [01/Jan/2099:00:30:00 +0100] \"GET /later HTTP/1.1\" 200 3\n");
        var entries = await ReadAsync(cluster, new NginxLogQuery());

        Assert.Equal(entries.Select(entry => entry.Timestamp).Order(), entries.Select(entry => entry.Timestamp));
        Assert.All(entries, entry => Assert.False(entry.Late));
        Assert.Equal(["n0", "n1", "n2"], entries.Where(entry => entry.Message.Contains("GET /page ", StringComparison.Ordinal)).Select(entry => entry.Node).Order());
        var faults = entries.Where(entry => entry is { Stream: "error", Level: NginxLogLevel.Error } && entry.Message.Contains("No such file", StringComparison.Ordinal));
        Assert.Equal(["n0", "n1", "n2"], faults.Select(entry => entry.Node).Order());
        Assert.Equal((new DateTimeOffset(2098, 12, 31, 23, 30, 0, TimeSpan.Zero), "n1", "access"), (entries[^2].Timestamp, entries[^2].Node, entries[^2].Stream!));
        Assert.Equal(("n2", "last"), (entries[^1].Node, entries[^1].Message));

        var warnings = await ReadAsync(cluster, new NginxLogQuery { Level = NginxLogLevel.Warn, Nodes = ["n2"], Tail = 2 });
        Assert.Equal([NginxLogLevel.Error, NginxLogLevel.Warn], warnings.Select(entry => entry.Level!.Value));
    }

    [NginxFact]
    public async Task What_strangers_send_arrives_as_nginx_wrote_it()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        using (await SendAsync(cluster.Nginx(), [.. "GET /a\"b%0Ac%1B[2J HTTP/1.1\r\nX-Words: "u8, .. "\u001b]0;owned\a \"quoted\" 😀 "u8, 0xFF, 0xFE])) { }
        var line = Assert.Single(await ReadAsync(cluster, new NginxLogQuery { Level = NginxLogLevel.Info }), entry => entry.Stream == "access");

        // nginx itself escapes what could forge a line of its log in the usual formats.
        Assert.Contains("""GET /a\x22b%0Ac%1B[2J HTTP/1.1""", line.Message, StringComparison.Ordinal);
        Assert.Contains(line.Raw, await File.ReadAllTextAsync(cluster.Nginx().AccessLog), StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task What_a_format_of_its_own_lets_through_arrives_whole_and_harms_no_neighbour()
    {
        await using var cluster = await AgentCluster.OpenAsync(3, new NginxServerOptions { Http = RawLog });
        foreach (var agent in cluster.Agents) agent.Nginx.WriteSite("raw", $"access_log {agent.Nginx.LogFolder}/raw.log raw;\n");
        Assert.Equal(["n0 Reloaded", "n1 Reloaded", "n2 Reloaded"], await cluster.ReloadAsync());
        byte[] words = [.. "\u001b]0;owned\a \"quoted\" 😀 "u8, 0xFF, 0xFE, .. " {\"json\":1}"u8];
        foreach (var agent in cluster.Agents)
        {
            using (await SendAsync(agent.Nginx, [.. "GET /first%1B[2J%0A[21/Nov/2026:04:42:33%20+0100]%20forged HTTP/1.1\r\nX-Words: "u8, .. words])) { }
            await agent.Nginx.GetAsync("last");
        }

        var entries = (await ReadAsync(cluster, new NginxLogQuery { Tail = 10_000 })).Where(entry => entry.Stream == "access").ToList();
        foreach (var node in new[] { "n0", "n1", "n2" })
        {
            var lines = entries.Where(entry => entry.Node == node).ToList();
            Assert.Contains(lines, entry => entry.Raw.EndsWith("\"/first\u001b[2J", StringComparison.Ordinal));
            // Bytes that are no text are shown as nginx shows them; everything else is kept, characters beyond the first plane too.
            Assert.Contains(lines, entry => entry.Raw.EndsWith("\"\u001b]0;owned\a \"quoted\" 😀 \\xFF\\xFE {\"json\":1}\"", StringComparison.Ordinal));
            Assert.Contains(lines, entry => entry.Raw.EndsWith("\"/last\" \"\"", StringComparison.Ordinal));
        }
    }

    [NginxFact]
    public async Task Following_gives_what_is_new_also_after_the_agent_was_restarted()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await cluster.Nginx().GetAsync("before");
        await using var entries = cluster.Cluster.Nginx.ReadLogAsync(new NginxLogQuery { Follow = true }, limit.Token).GetAsyncEnumerator(limit.Token);
        await NextAsync(entries, "/before");
        await cluster.Agents[0].RestartAsync(limit.Token);
        await cluster.Nginx().GetAsync("after");
        await NextAsync(entries, "/after");
    }

    private static async Task NextAsync(IAsyncEnumerator<Answer<NginxLogEntry>> entries, string words)
    {
        while (await entries.MoveNextAsync())
        {
            if (entries.Current.Failure is { } failure) throw failure;
            if (entries.Current.Value?.Message.Contains(words, StringComparison.Ordinal) == true) return;
        }

        Assert.Fail("It ended.");
    }

    private static async Task<List<NginxLogEntry>> ReadAsync(AgentCluster cluster, NginxLogQuery request)
    {
        var answers = await cluster.Cluster.Nginx.ReadLogAsync(request, CancellationToken.None).ToListAsync();
        Assert.All(answers, answer => Assert.Null(answer.Failure));
        return [.. answers.Where(answer => answer.IsValue).Select(answer => answer.Value!)];
    }

    /// <summary>Sends the head of a request byte by byte as given, and waits until nginx has answered and closed.</summary>
    private static async Task<MemoryStream> SendAsync(NginxServer nginx, byte[] head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(nginx.Address, nginx.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync((byte[])[.. head, .. Encoding.ASCII.GetBytes($"\r\nHost: {nginx.Address}\r\nConnection: close\r\n\r\n")]);
        var answer = new MemoryStream();
        await stream.CopyToAsync(answer);
        return answer;
    }
}
