using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Local;

/// <summary>
/// Answers like our agent, as far as nodes ask it: health, readiness, nginx, its host, who we are, and a reboot. What it says can be changed
/// between two questions, and any of its answers replaced by a fault.
/// </summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    public const string Key = "the-key";

    private Action<int> _onHostAsked = _ => { };
    private int _hostAsked;

    private ScriptedAgent(FaultServer server)
    {
        Server = server;
        server
            .On("/health", On(_ => Body(new { status = "ok", probe = "liveness", uptime = 5.5, timestamp = Clock(), lifecycle = new { state = "running", status = "ok" }, server = new { product = "lyttle-cluster-agent", version = "0.1.0" } })))
            .On("/ready", On(_ => Ready()))
            .On("/nginx", On(LetIn(() => Body(new { version = "1.22.1", running = true, masterPid = 12, release = "r1", releaseServed = true }))))
            .On("/configuration/test", On(LetIn(() => Body(new { valid = true, output = "nginx: test is successful", durationMs = 3 }))))
            .On("/auth/me", On(LetIn(() => Body(new { authenticated = true, identity = new { id = "api-key:1", authMethod = "api-key", roles = new[] { Role } } }))))
            .On("/cluster/nodes", On(LetIn(() => Body(new { count = Peers.Length, nodes = Peers }))))
            .On("/node", On(LetIn(Node)))
            .On("/node/reboot", On(LetIn(Reboot)));
    }

    public FaultServer Server { get; }

    public Uri Uri => Server.HttpUri!;

    public string Role { get; set; } = "platform-admin";

    public string? FailingCheck { get; set; }

    public double UptimeSeconds { get; set; } = 3600;

    public TimeSpan ClockOffset { get; set; }

    public bool RebootAllowed { get; set; } = true;

    public string[] Addresses { get; set; } = ["203.0.113.5", "172.17.0.1", "10.0.0.5"];

    public object[] Peers { get; set; } = [];

    /// <summary>Called with each question for the host, and how many there were since this was set.</summary>
    public Action<int> OnHostAsked
    {
        get => _onHostAsked;
        set => (_onHostAsked, _hostAsked) = (value, 0);
    }

    /// <summary>What happens to the host when a reboot is asked for.</summary>
    public Action OnReboot { get; set; } = () => { };

    public static ScriptedAgent Start() => new(FaultServer.StartTcp());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private (int Status, string Body) Ready()
    {
        var checks = new[] { "nginx_master", "config_apply", "workers" }.Select(name => new { name, status = name == FailingCheck ? "error" : "ok", details = $"about {name}" });
        return (FailingCheck is null ? 200 : 503, JsonSerializer.Serialize(new { status = FailingCheck is null ? "ok" : "error", probe = "readiness", checks, timestamp = Clock() }));
    }

    private (int Status, string Body) Node()
    {
        OnHostAsked(++_hostAsked);
        return Body(Host);
    }

    private object Host => new
    {
        hostName = "web1",
        operatingSystem = "Debian GNU/Linux 12",
        kernel = "6.1.0",
        uptimeSeconds = UptimeSeconds,
        load = new[] { 0.5, 0.25, 0.125 },
        cpus = 4,
        cpuPercent = 12.5,
        memoryBytes = 8_000_000_000,
        memoryUsedBytes = 2_000_000_000,
        disks = new[] { new { path = "/", totalBytes = 100, usedBytes = 40 } },
        addresses = Addresses,
        time = Clock(),
        rebootAllowed = RebootAllowed,
        agentVersion = "0.1.0",
    };

    private (int Status, string Body) Reboot()
    {
        if (!RebootAllowed) return Refusal(403, "RebootNotAllowed");
        OnReboot();
        return (202, """{"accepted":true}""");
    }

    private string Clock() => (DateTimeOffset.UtcNow + ClockOffset).ToString("O");

    private static Func<FaultRequest, (int Status, string Body)> LetIn(Func<(int Status, string Body)> answer) =>
        request => request.Headers.GetValueOrDefault("X-API-Key") == Key ? answer() : Refusal(401, "Unauthenticated");

    private static (int Status, string Body) Refusal(int status, string code) =>
        (status, JsonSerializer.Serialize(new { statusCode = status, timestamp = "2026-11-21T04:40:18.045Z", path = "/", method = "GET", message = code, code }));

    private static (int Status, string Body) Body(object body) => (200, JsonSerializer.Serialize(body));

    private static Fault On(Func<FaultRequest, (int Status, string Body)> answer) => exchange =>
    {
        var (status, body) = answer(exchange.Request);
        return Faults.Answer(status, body)(exchange);
    };
}
