using System.Net;
using LyttleCluster.Service.Agent.Access;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>Every call with every right: the whole table, written down once more and compared with what a real agent does.</summary>
public sealed class RightsTests
{
    private const string Anybody = "anybody";

    private static readonly (string Call, string Right)[] Table =
    [
        ("GET /health", Anybody), ("GET /health/live", Anybody), ("GET /ready", Anybody), ("GET /health/ready", Anybody), ("GET /metrics", Anybody),
        ("GET /auth/status", "viewer"), ("GET /auth/me", "viewer"), ("GET /auth/info", "viewer"), ("POST /auth/token", "viewer"),
        ("GET /nginx", "viewer"), ("POST /configuration/test", "operator"), ("POST /reload", "operator"), ("GET /logs", "operator"),
        ("POST /cluster/reload", "operator"), ("GET /cluster/operations", "viewer"), ("GET /cluster/operations/{id}", "viewer"), ("GET /cluster/nodes", "viewer"),
        ("GET /proxies", "viewer"), ("GET /proxies/{id}", "viewer"), ("POST /proxies", "platform-admin"), ("PATCH /proxies/{id}", "platform-admin"), ("DELETE /proxies/{id}", "platform-admin"),
        ("POST /proxies/validate", "operator"), ("POST /proxies/{id}/validate", "operator"), ("POST /proxies/{id}/test-upstream", "operator"),
        ("POST /releases", "operator"), ("GET /releases", "viewer"), ("GET /releases/{id}", "viewer"), ("POST /releases/{id}/activate", "platform-admin"), ("GET /certificates", "viewer"),
        ("GET /node", "viewer"), ("POST /node/reboot", "platform-admin"),
    ];

    [Fact]
    public async Task The_table_has_every_call_there_is()
    {
        await using var agent = await RunningAgent.StartAsync();
        Assert.Equal(
            Table.Select(row => $"{row.Call} {row.Right}").Order(StringComparer.Ordinal),
            agent.Server.Routes.Select(route => $"{route.Method} {route.Pattern} {route.Right?.NameOf() ?? Anybody}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(RunningAgent.Viewer, 1)]
    [InlineData(RunningAgent.Operator, 2)]
    [InlineData(RunningAgent.Admin, 3)]
    public async Task Each_credential_gets_exactly_what_it_may(string? key, int level)
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { AllowReboot = true } });
        foreach (var (call, right) in Table)
        {
            var words = call.Split(' ');
            using var answer = await agent.SendAsync(new HttpMethod(words[0]), words[1].Replace("{id}", "none"), key);
            var needed = right == Anybody ? 0 : 1 + Rights.Names.ToList().IndexOf(right);
            var expected = level >= needed ? Expected(call) : key is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
            Assert.True(answer.StatusCode == expected, $"{call} with {key ?? "no key"}: {(int)answer.StatusCode}, expected {(int)expected}");
            if (level < needed) await IsEnvelopeAsync(answer, words, key is null ? "Unauthenticated" : "Forbidden");
        }

        Assert.Equal(level == 3 ? 1 : 0, agent.Reboot.Count);
        Assert.Equal(level >= 2, agent.Nginx.ReloadsBegun > 0);
    }

    private static HttpStatusCode Expected(string row) => row switch
    {
        "GET /cluster/operations/{id}" or "GET /releases/{id}" => HttpStatusCode.NotFound,
        // What is no number is refused as such; what needs a body has none here.
        "POST /releases" or "POST /proxies" or "POST /proxies/validate" => HttpStatusCode.BadRequest,
        var call when call.Contains("/proxies/{id}", StringComparison.Ordinal) => HttpStatusCode.BadRequest,
        "POST /cluster/reload" or "POST /node/reboot" => HttpStatusCode.Accepted,
        _ => HttpStatusCode.OK,
    };

    private static async Task IsEnvelopeAsync(HttpResponseMessage answer, string[] words, string code)
    {
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal(["statusCode", "timestamp", "path", "method", "message", "code"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal((int)answer.StatusCode, body.GetProperty("statusCode").GetInt32());
        Assert.Equal("2026-01-02T03:04:05.000Z", body.GetProperty("timestamp").GetString());
        Assert.Equal(words[0], body.GetProperty("method").GetString());
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal(code == "Unauthenticated", answer.Headers.WwwAuthenticate.Count > 0);
    }
}
