using System.Globalization;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

// What each generation can be asked for, and what it says.
public sealed partial class NginxApiServer
{
    private bool IsAgent => Generation == ApiGeneration.Agent;

    private bool HasRoles => Generation >= ApiGeneration.May2026;

    private ApiRoute? RouteFor(ApiRequest call)
    {
        var key = $"{call.Request.Method} {call.Path}";
        // What needs nobody's leave there: before 2025-11 nothing does.
        ApiRoute Route(ApiRight right, Func<ApiRequest, Task<ApiReply>> answer, string? handler = null) => new(handler ?? key, right, answer);
        ApiRoute Plain(ApiRight right, Func<ApiRequest, ApiReply> answer) => Route(right, request => Task.FromResult(answer(request)));
        return key switch
        {
            "POST /reload" => Route(ApiRight.Operator, ReloadAsync),
            "GET /health" when Generation >= ApiGeneration.July2025 => Plain(ApiRight.None, _ => Health()),
            "GET /health/live" when HasRoles => Plain(ApiRight.None, _ => Health()),
            "GET /ready" when Generation >= ApiGeneration.V1 => Plain(ApiRight.None, _ => Ready()),
            "GET /health/ready" when HasRoles => Plain(ApiRight.None, _ => Ready()),
            "GET /logs" when Generation >= ApiGeneration.LogList2025 => Plain(Generation == ApiGeneration.Login2025 ? ApiRight.None : ApiRight.Operator, Logs),
            "GET /metrics" when Generation >= ApiGeneration.Login2025 => Plain(ApiRight.None, _ => new ApiReply(200, "lyttle_up 1\n") { ContentType = "text/plain; charset=utf-8; version=0.0.4" }),
            "GET /auth/info" when Generation >= ApiGeneration.Login2025 => Plain(HasRoles ? ApiRight.Viewer : ApiRight.None, _ => AuthInfo()),
            "GET /auth/status" when Generation >= ApiGeneration.Login2025 => Plain(ApiRight.Any, call => AuthStatus(call, withMessage: true)),
            "GET /auth/me" when HasRoles => Plain(ApiRight.Any, call => AuthStatus(call, withMessage: false)),
            "POST /auth/login" when Generation == ApiGeneration.Login2025 => Plain(ApiRight.None, LogIn),
            "GET /certificates" when Generation >= ApiGeneration.Login2025 && (!IsAgent || _options.HasReleases) => Plain(HasRoles ? ApiRight.Viewer : ApiRight.None, _ => CertificateList()),
            "GET /cluster/nodes" when Generation >= ApiGeneration.Login2025 => Plain(ApiRight.Viewer, _ => ClusterNodes()),
            "POST /cluster/reload" when Generation == ApiGeneration.Keys2025 => Route(ApiRight.Operator, ReloadWaitingAsync),
            "POST /cluster/reload" when HasRoles => Plain(ApiRight.Operator, StartOperation),
            "GET /certificates/orders" when HasRoles && !IsAgent => Plain(ApiRight.Viewer, _ => CertificateOrders()),
            "GET /proxies" when Generation == ApiGeneration.V2 => Plain(ApiRight.Viewer, ListProxies),
            "POST /proxies" when Generation == ApiGeneration.V2 => Plain(ApiRight.PlatformAdmin, CreateProxy),
            "POST /proxies/validate" when Generation == ApiGeneration.V2 => Plain(ApiRight.Operator, ValidateDraft),
            _ when Generation == ApiGeneration.V2 && call.Path.StartsWith("/proxies/", StringComparison.Ordinal) => RowRoute(call),
            "GET /proxies" when IsAgent && _options.HasReleases => Plain(ApiRight.Viewer, call => AgentEntries(call.Headers)),
            "GET /releases" when IsAgent && _options.HasReleases => Plain(ApiRight.Viewer, _ => ListReleases()),
            "POST /releases" when IsAgent && _options.HasReleases => Route(ApiRight.PlatformAdmin, PublishAsync),
            _ when IsAgent && _options.HasReleases && call.Path.StartsWith("/releases/", StringComparison.Ordinal) => (call.Request.Method, call.Path.Split('/')) switch
            {
                ("GET", [_, _, _]) => Plain(ApiRight.Viewer, GetRelease),
                ("POST", [_, _, _, "activate"]) => Route(ApiRight.PlatformAdmin, ActivateAsync, "POST /releases/:id/activate"),
                _ => null,
            },
            "GET /nginx" when IsAgent => Plain(ApiRight.Viewer, _ => NginxState()),
            "POST /configuration/test" when IsAgent => Plain(ApiRight.Operator, _ => ConfigurationTest()),
            "GET /node" when IsAgent => Plain(ApiRight.Viewer, _ => Node()),
            "POST /node/reboot" when IsAgent => Plain(ApiRight.PlatformAdmin, Reboot),
            _ when key.StartsWith("GET /cluster/operations/", StringComparison.Ordinal) && HasRoles =>
                Route(ApiRight.Viewer, request => Task.FromResult(Operation(request)), "GET /cluster/operations/:id"),
            _ => null,
        };
    }

    private ApiRoute? RowRoute(ApiRequest call)
    {
        ApiRoute Route(string handler, ApiRight right, Func<ApiRequest, ApiReply> answer) => new(handler, right, request => Task.FromResult(answer(request)));
        return (call.Request.Method, call.Path.Split('/')[3..]) switch
        {
            ("GET", []) => Route("GET /proxies/:id", ApiRight.Viewer, GetProxy),
            ("PATCH", []) => Route("PATCH /proxies/:id", ApiRight.PlatformAdmin, PatchProxy),
            ("DELETE", []) => Route("DELETE /proxies/:id", ApiRight.PlatformAdmin, DeleteProxy),
            ("POST", ["validate"]) => Route("POST /proxies/:id/validate", ApiRight.Operator, ValidateStored),
            ("POST", ["test-upstream"]) => Route("POST /proxies/:id/test-upstream", ApiRight.Operator, TestUpstream),
            _ => null,
        };
    }

    private ApiReply Health()
    {
        var (now, uptime) = (Nginx.Stamp(), (_options.Time.GetUtcNow() - Nginx.StartedAt).TotalSeconds);
        if (Generation < ApiGeneration.V1) return ApiReply.Json(200, new { status = "ok" });
        if (!HasRoles) return ApiReply.Json(200, new { status = "ok", uptime, timestamp = Iso(now) });
        var isRunning = Nginx.Lifecycle == "running";
        var status = isRunning ? "ok" : Nginx.Lifecycle == "starting" ? "starting" : "error";
        var body = new Dictionary<string, object?> { ["status"] = status, ["probe"] = "liveness" };
        if (Generation != ApiGeneration.May2026) body["lifecycle"] = new { state = Nginx.Lifecycle, status, changedAt = Iso(Nginx.StartedAt), shutdownSignal = (string?)null };
        (body["uptime"], body["startedAt"], body["timestamp"]) = (uptime, Iso(Nginx.StartedAt), Iso(now));
        if (IsAgent) body["server"] = new { product = "lyttle-cluster-agent", version = "0.1.0" };
        return ApiReply.Json(isRunning ? 200 : 503, body);
    }

    private ApiReply Ready()
    {
        var now = Nginx.Stamp();
        if (!HasRoles)
        {
            // It looks whether nginx answers and whether files are there, not how the last reload went.
            var up = Nginx.Running ? "ok" : "error";
            return ApiReply.Json(200, new
            {
                status = Nginx.Running ? "ok" : "degraded",
                checks = new object[] { new Dictionary<string, string> { ["nginx_http"] = up }, new Dictionary<string, string> { ["nginx_conf"] = "ok" } },
                timestamp = Iso(now),
            });
        }

        var checks = new List<Dictionary<string, object?>>();
        if (!IsAgent) checks.Add(Check("database", !Nginx.DatabaseDown, Nginx.DatabaseDown ? "Can't reach database server at `db:5432`" : "query succeeded", now));
        checks.Add(Check("nginx_master", Nginx.Running, Nginx.Running ? "nginx master process is running" : "nginx master process is not running", now));
        var apply = Check("config_apply", Nginx.LastError is null, Nginx.LastError is null ? "last configuration apply succeeded" : "last configuration apply failed", now);
        if (!IsAgent || Nginx.HasReloaded)
        {
            (apply["lastAttemptAt"], apply["lastSuccessAt"], apply["lastError"]) = (Iso(Nginx.LastAttemptAt), Iso(Nginx.LastSuccessAt), Nginx.LastError);
        }

        apply["stateDetails"] = Nginx.Release;
        checks.Add(apply);
        checks.Add(IsAgent
            ? Check("workers", Nginx.OldGenerations <= 8, $"{Nginx.OldGenerations} old generations", now)
            : Check("certificate_sync", true, "last certificate sync succeeded", now));
        var failed = checks.Count(check => (string)check["status"]! == "error");
        return ApiReply.Json(failed == 0 ? 200 : 503, new
        {
            status = failed == 0 ? "ok" : "error",
            probe = "readiness",
            checks,
            summary = new { total = checks.Count, ok = checks.Count - failed, error = failed },
            uptime = (_options.Time.GetUtcNow() - Nginx.StartedAt).TotalSeconds,
            startedAt = Iso(Nginx.StartedAt),
            timestamp = Iso(now),
        });
    }

    private static Dictionary<string, object?> Check(string name, bool passed, string details, DateTimeOffset now) =>
        new() { ["name"] = name, ["status"] = passed ? "ok" : "error", ["details"] = details, ["checkedAt"] = Iso(now) };

    private ApiReply AuthInfo() => Generation switch
    {
        ApiGeneration.Login2025 => ApiReply.Json(200, new { authEnabled = true, methods = new[] { "jwt", "api-key" }, jwtConfigured = true, apiKeyConfigured = true }),
        ApiGeneration.Keys2025 => ApiReply.Json(200, new { authEnabled = true, methods = new[] { "api-key" }, apiKeyConfigured = true }),
        _ => ApiReply.Json(200, new { authEnabled = true, methods = new[] { "api-key", "bearer-token" }, apiKeyConfigured = true, apiKeyCount = _options.Keys.Count, tokenExchangeEnabled = true }),
    };

    private ApiReply AuthStatus(ApiRequest call, bool withMessage)
    {
        if (!HasRoles) return ApiReply.Json(200, new { authenticated = true, message = "API key authentication is working" });
        var role = RolesOf(call.Request, out _)!;
        var identity = new { id = "api-key:1-90a9572375c6", subject = "api-key:1-90a9572375c6", actorType = "admin", authMethod = "api-key", displayName = "legacy-api-key-1", roles = new[] { role }, scopes = new[] { "admin:full" }, apiKeyId = "1-90a9572375c6" };
        return withMessage
            ? ApiReply.Json(200, new { authenticated = true, message = "api-key authentication is working", identity })
            : ApiReply.Json(200, new { authenticated = true, identity });
    }

    private ApiReply LogIn(ApiRequest call)
    {
        using var body = JsonDocument.Parse(call.Request.Body);
        var root = body.RootElement;
        return root.GetProperty("username").GetString() == _options.Login.User && root.GetProperty("password").GetString() == _options.Login.Password
            ? ApiReply.Json(200, new { access_token = _token, expires_in = "24h", token_type = "Bearer" })
            : Fail(401, "Invalid credentials", call, "Unauthenticated");
    }

    private ApiReply CertificateList() => Nginx.DatabaseDown
        ? DatabaseDown("/certificates")
        : ApiReply.Json(200, Nginx.Certificates.Select(certificate => new
        {
            id = certificate.Id,
            domains = certificate.Domains,
            expiresAt = Iso(_options.Time.GetUtcNow().AddDays(certificate.DaysLeft)),
            issuedAt = Iso(_options.Time.GetUtcNow().AddDays(-1)),
            isOrphaned = false,
            daysUntilExpiry = certificate.DaysLeft,
            status = certificate.Status,
            file = IsAgent ? $"/etc/ssl/{certificate.Domains[0]}/fullchain.pem" : null,
            issuer = IsAgent ? "Simulated CA" : null,
        }));

    private ApiReply DatabaseDown(string path) => ApiReply.Json(500, new
    {
        statusCode = 500,
        timestamp = Iso(Nginx.Stamp()),
        path,
        method = "GET",
        message = "\nInvalid `prisma.certificate.findMany()` invocation:\n\nCan't reach database server at `db:5432`",
        code = "INTERNAL_SERVER_ERROR",
        details = new { stack = "PrismaClientInitializationError: Can't reach database server\n    at /app/node_modules/@prisma/client/runtime/library.js:112:1" },
    });

    private ApiReply ClusterNodes()
    {
        var now = _options.Time.GetUtcNow();
        var nodes = new List<object> { ClusterNode(_options.HostName, _instance, HasRoles ? Uri.ToString().TrimEnd('/') : null, now, isLocal: true) };
        nodes.AddRange(Database.Servers.Where(server => server != this)
            .Select(server => ClusterNode(server._options.HostName, server._instance, HasRoles ? server.Uri.ToString().TrimEnd('/') : null, now, isLocal: false)));
        nodes.AddRange(Nginx.Peers.Select(peer => ClusterNode(peer.HostName, peer.InstanceId, peer.BaseUrl, now - peer.Age, isLocal: false)));
        return ApiReply.Json(200, new { count = nodes.Count, includeInactive = false, nodes });
    }

    private Dictionary<string, object?> ClusterNode(string hostName, string instanceId, string? baseUrl, DateTimeOffset heartbeat, bool isLocal)
    {
        var body = new Dictionary<string, object?>
        {
            ["id"] = Guid.NewGuid().ToString(), ["hostname"] = hostName, ["instanceId"] = instanceId, ["ipAddress"] = $"{hostName}.internal",
            ["isLeader"] = isLocal, ["status"] = "active", ["lastHeartbeat"] = Iso(heartbeat), ["version"] = "unknown", ["metadata"] = new { arch = "x64", cpus = 2 },
        };
        if (!HasRoles) return body;
        (body["controlPlane"], body["isLocal"]) = (baseUrl is null ? null : new { address = hostName, port = 3003, protocol = "http", baseUrl, source = "cluster-node.metadata.controlPlane.baseUrl" }, isLocal);
        return body;
    }

    private ApiReply Logs(ApiRequest call)
    {
        var isFirst = Generation == ApiGeneration.LogList2025;
        if (!int.TryParse(call.Query["count"] ?? (isFirst ? "10" : IsAgent ? "100" : ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
        {
            return Fail(400, "Validation failed (numeric string is expected)", call, "BadRequest");
        }

        if (isFirst && count is < 1 or > 1000) return Fail(400, "Count must be a number between 1 and 1000", call, "BadRequest");
        if (IsAgent) return AgentLogs(call, count);
        var entries = Nginx.Log(count);
        if (Generation < ApiGeneration.V2)
        {
            var texts = entries.Select(entry => $"{Iso(entry.At)} [{entry.Level.ToUpperInvariant()}] {entry.Message}");
            return isFirst ? ApiReply.Json(200, texts) : ApiReply.Json(200, new { logs = texts });
        }

        var objects = entries.Select(entry => (object)new { timestamp = Iso(entry.At), stream = entry.Stream, level = entry.Level, message = entry.Message, source = "Simulated", nodeId = _instance, pid = 18622 }).ToList();
        return ApiReply.Json(200, new { count = objects.Count, logs = objects.Select(ApiReply.Text), entries = objects });
    }

    private ApiReply AgentLogs(ApiRequest call, int count)
    {
        if (count is < 1 or > 10_000) return Fail(400, "count must be 1 to 10000", call, "BadRequest");
        var position = 0;
        if (call.Query["after"] is { } after && (!after.StartsWith('p') || !int.TryParse(after.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out position)))
        {
            return Fail(400, "after is no cursor of this log", call, "BadRequest");
        }

        var (all, next) = Nginx.LogAfter(position);
        var least = Array.IndexOf(Severities, call.Query["level"] ?? "debug");
        var wanted = all.Where(entry => (call.Query["stream"] ?? StreamOf(entry)) == StreamOf(entry) && Array.IndexOf(Severities, LevelOf(entry)) <= least).ToList();
        var entries = wanted.Skip(Math.Max(0, wanted.Count - count))
            .Select(entry => new { timestamp = Iso(entry.At), stream = StreamOf(entry), level = LevelOf(entry), message = entry.Message, raw = $"{entry.At:yyyy/MM/dd HH:mm:ss} [{LevelOf(entry)}] 21#21: {entry.Message}", pid = 21 }).ToList();
        return ApiReply.Json(200, new { count = entries.Count, entries, logs = entries.Select(entry => entry.raw), next = $"p{next}" });
    }

    private static readonly string[] Severities = ["emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"];

    private static string LevelOf(SimulatedLogEntry entry) => entry.Level == "log" ? "notice" : entry.Level;

    private static string StreamOf(SimulatedLogEntry entry) => entry.Stream == "access" ? "access" : "error";

    private ApiReply NginxState() => ApiReply.Json(200, new
    {
        version = "1.22.1",
        running = Nginx.Running,
        masterPid = Nginx.Running ? 12 : (int?)null,
        release = Nginx.Release,
        releaseServed = Nginx.Running,
        workers = new { current = 2, old = Nginx.OldWorkers, oldGenerations = Nginx.OldGenerations, maxOldGenerations = 8 },
        lastReload = Nginx.HasReloaded ? new { at = Iso(Nginx.LastAttemptAt), outcome = Nginx.LastCode, durationMs = 41, error = Nginx.LastError, correlationId = Nginx.LastCorrelation } : null,
        configuration = "/etc/nginx/nginx.conf",
    });

    private ApiReply ConfigurationTest() => ApiReply.Json(200, new
    {
        valid = Nginx.Broken is null,
        output = Nginx.Broken ?? "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n",
        durationMs = 12,
    });

    private ApiReply Node() => ApiReply.Json(200, new
    {
        hostName = _options.HostName,
        operatingSystem = "Debian GNU/Linux 12 (bookworm)",
        kernel = "6.1.0",
        architecture = "x64",
        uptimeSeconds = Nginx.Rebooted ? 0.5 : 86400.5,
        load = new[] { 0.5, 0.25, 0.1 },
        cpuModel = "Simulated CPU",
        cpus = 2,
        cpuPercent = 12.5,
        memoryBytes = 8_000_000_000,
        memoryUsedBytes = 2_000_000_000,
        disks = new[] { new { path = "/", totalBytes = 100_000_000_000, usedBytes = 25_000_000_000 } },
        addresses = new[] { "10.0.0.1" },
        time = Iso(Nginx.Stamp()),
        rebootAllowed = _options.AllowReboot,
        agentVersion = "0.1.0",
    });

    private ApiReply Reboot(ApiRequest call)
    {
        if (!_options.AllowReboot) return Fail(403, "The agent was started without --allow-reboot", call, "RebootNotAllowed");
        Nginx.Rebooted = true;
        return ApiReply.Json(202, new { accepted = true });
    }
}
