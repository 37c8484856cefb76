using System.Collections.Concurrent;
using System.Globalization;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A LyttleNGINX of any generation, or our agent, as far as a client can tell: the same calls, bodies, headers, limits and faults, over a real socket.
/// <para>
/// What nginx does is scripted: <c>server.Nginx.NextReloads.Enqueue(SimulatedReload.Refused())</c>. What happens on the way is too:
/// <see cref="On"/> answers a path with any <see cref="Fault"/>, <see cref="IsDown"/> ends every connection.
/// </para>
/// </summary>
public sealed partial class NginxApiServer : IAsyncDisposable
{
    private readonly FaultServer _server;
    private readonly NginxApiServerOptions _options;
    private readonly ApiThrottle _throttle;
    private readonly ConcurrentDictionary<string, Fault> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SimulatedOperation> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(LostReply How, bool Arrives)>> _losses = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneReload = new(1);
    private readonly string _token = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VybmFtZSI6ImFkbWluIn0." + Guid.NewGuid().ToString("N");
    private readonly string _instance;
    private int _reloading;
    private int _limited;

    private NginxApiServer(ApiGeneration generation, NginxApiServerOptions options)
    {
        (Generation, _options, _throttle) = (generation, options, new ApiThrottle(options.Time));
        _instance = $"{options.HostName}-{options.Time.GetUtcNow().ToUnixTimeMilliseconds()}-{Guid.NewGuid().ToString("N")[..6]}";
        Nginx = new SimulatedNginx(options.Time);
        Database = options.Database ?? new SimulatedDatabase();
        _loadsAt = options.Time.GetUtcNow() + SimulatedDatabase.LoadedEvery;
        _site = new Lazy<FaultServer>(OpenSite);
        _server = options.Certificate is { } certificate ? FaultServer.StartTls(certificate, options.ClientsOf) : FaultServer.StartTcp();
        _server.On("*", AnswerAsync).On("/version", AnswerAsync).On("/_ping", AnswerAsync);
        Database.Join(this);
    }

    public ApiGeneration Generation { get; set; }

    /// <summary>What it drives and remembers.</summary>
    public SimulatedNginx Nginx { get; }

    /// <summary>http://127.0.0.1:PORT or https://….</summary>
    public Uri Uri => _server.HttpUri!;

    /// <summary>A key that may do everything.</summary>
    public string ApiKey => _options.Keys[0].Key;

    /// <summary>A key of that role.</summary>
    public string KeyOf(string role) => _options.Keys.First(key => key.Role == role).Key;

    /// <summary>User and password for a server of 2025-11, as a key.</summary>
    public string LoginKey => $"{_options.Login.User}:{_options.Login.Password}";

    /// <summary>While true every connection is closed as soon as its request is read.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether two reloads were ever under way at once.</summary>
    public bool HadParallelReloads { get; private set; }

    /// <summary>How many calls it refused because there were too many.</summary>
    public int LimitedCalls => Volatile.Read(ref _limited);

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<FaultRequest> Requests => _server.Requests;

    public static NginxApiServer Start(ApiGeneration generation = ApiGeneration.V2, NginxApiServerOptions? options = null) =>
        new(generation, options ?? new NginxApiServerOptions());

    /// <summary>Answers a path (exact, without query) so from now on, before anything else is looked at; null: as usual again.</summary>
    public NginxApiServer On(string path, Fault? fault)
    {
        if (fault is null) _faults.TryRemove(path, out _);
        else _faults[path] = fault;
        return this;
    }

    /// <summary>The answer to the next call of a handler (`POST /proxies`, `PATCH /proxies/:id`) is lost; unless it arrives, nothing is done either. Several wait in line.</summary>
    public NginxApiServer LoseNext(string handler, LostReply how = LostReply.Closed, bool arrives = true)
    {
        _losses.GetOrAdd(handler, _ => new()).Enqueue((how, arrives));
        return this;
    }

    /// <summary>How often a path was asked for.</summary>
    public int Count(string path) => Requests.Count(request => request.Path == path);

    /// <summary>Uses up a limit (`short`, `medium`, `long`) of a handler (`POST /reload`), as others behind the same address do.</summary>
    public NginxApiServer Exhaust(string handler, string bucket)
    {
        _throttle.Exhaust(handler, bucket);
        return this;
    }

    /// <summary>The n-th request (past or to come) on this path.</summary>
    public Task<FaultRequest> WaitForRequestAsync(string path, int number = 1, CancellationToken cancel = default) => _server.WaitForRequestAsync(path, number, cancel);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_site.IsValueCreated) await _site.Value.DisposeAsync();
        _oneReload.Dispose();
    }

    private async Task<bool> AnswerAsync(FaultExchange exchange)
    {
        if (IsDown) return false;
        if (_faults.TryGetValue(exchange.Request.Path, out var fault)) return await fault(exchange);
        var correlation = CorrelationOf(exchange.Request);
        var headers = new List<(string Name, string Value)>();
        if (Generation >= ApiGeneration.May2026) headers.Add(("X-Correlation-Id", correlation));
        var reply = await ReplyAsync(exchange, correlation, headers);
        var bytes = reply.Bytes(headers);
        switch (reply.Lost)
        {
            case LostReply.Closed:
                return false;
            case LostReply.Silent:
                await exchange.HangAsync();
                return false;
            case LostReply.Cut:
                await exchange.WriteAsync(bytes.AsMemory(0, bytes.Length - (reply.Body.Length / 2)));
                return false;
            case LostReply.GatewayPage:
                await exchange.AnswerAsync(504, "text/html", "<html><head><title>504 Gateway Time-out</title></head><body>nginx</body></html>");
                return true;
            default:
                await exchange.WriteAsync(bytes);
                return true;
        }
    }

    /// <summary>In the order of the real one: 404, 401, 403, 429, then the call itself.</summary>
    private async Task<ApiReply> ReplyAsync(FaultExchange exchange, string correlation, List<(string Name, string Value)> headers)
    {
        var request = exchange.Request;
        var path = request.Path.Length > 1 ? request.Path.TrimEnd('/') : request.Path;
        var call = new ApiRequest(request, path, System.Web.HttpUtility.ParseQueryString(request.Target.Split('?').ElementAtOrDefault(1) ?? ""), correlation, headers, exchange.Stopping);
        if (RouteFor(call) is not { } route) return Fail(404, $"Cannot {request.Method} {path}", call, "NotFound");
        if (WhyNotLetIn(route, request) is var (status, message))
        {
            if (Generation == ApiGeneration.Agent && status == 401) headers.Add(("WWW-Authenticate", "ApiKey"));
            return Fail(status, message, call, status == 401 ? "Unauthenticated" : "Forbidden");
        }

        if (_options.HasLimits && Generation is >= ApiGeneration.Login2025 and not ApiGeneration.Agent)
        {
            if (!_throttle.TryTake(route.Handler, out var limits))
            {
                Interlocked.Increment(ref _limited);
                headers.AddRange(limits);
                return Fail(429, "ThrottlerException: Too Many Requests", call, "RateLimited");
            }

            headers.AddRange(limits);
        }

        Database.CatchUp();
        if (!_losses.TryGetValue(route.Handler, out var losses) || !losses.TryDequeue(out var loss)) return await route.AnswerAsync(call);
        return loss.Arrives ? await route.AnswerAsync(call) with { Lost = loss.How } : new ApiReply(200, "{}", loss.How);
    }

    /// <summary>The envelope: Nest's own in v1, the later one with a code that says nothing, the agent's with one that does.</summary>
    private ApiReply Fail(int status, object message, ApiRequest call, string code) => Generation < ApiGeneration.Login2025
        ? ApiReply.Json(status, new { message, error = status == 404 ? "Not Found" : "Bad Request", statusCode = status })
        : ApiReply.Json(status, new
        {
            statusCode = status,
            timestamp = Iso(Nginx.Stamp()),
            path = call.Request.Target,
            method = call.Request.Method,
            message,
            code = Generation == ApiGeneration.Agent ? code : "INTERNAL_SERVER_ERROR",
        });

    private (int Status, string Message)? WhyNotLetIn(ApiRoute route, FaultRequest request)
    {
        if (route.Right == ApiRight.None || Generation < ApiGeneration.Login2025) return null;
        var roles = RolesOf(request, out var message);
        if (roles is null) return (401, message);
        return Generation < ApiGeneration.May2026 || Covers(roles, route.Right) ? null : (403, "Insufficient permissions for this endpoint");
    }

    private static bool Covers(string role, ApiRight right) => right switch
    {
        ApiRight.Any or ApiRight.Viewer => true,
        ApiRight.Operator => role is "operator" or "platform-admin",
        _ => role == "platform-admin",
    };

    /// <summary>The role of who calls; null with the message when nobody is known.</summary>
    private string? RolesOf(FaultRequest request, out string message)
    {
        var authorization = request.Headers.GetValueOrDefault("Authorization") ?? "";
        var key = request.Headers.GetValueOrDefault("X-API-Key")
            ?? (authorization.StartsWith("ApiKey ", StringComparison.OrdinalIgnoreCase) ? authorization[7..] : null);
        var bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..] : null;
        if (Generation == ApiGeneration.Login2025)
        {
            message = "Unauthorized";
            return bearer == _token ? "platform-admin" : null;
        }

        message = Generation < ApiGeneration.May2026 ? "API key is required" : "Authentication credentials are required";
        if (bearer is not null)
        {
            message = bearer.Count(character => character == '.') == 2 ? "Invalid bearer token signature" : "Malformed bearer token";
            return bearer == _token ? "platform-admin" : null;
        }

        if (key is null) return null;
        message = "Invalid API key";
        return _options.Keys.Where(one => one.Key == key).Select(one => one.Role).FirstOrDefault();
    }

    private static string CorrelationOf(FaultRequest request) =>
        request.Headers.GetValueOrDefault("X-Correlation-Id") is { Length: > 0 and <= 128 } given && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-')
            ? given
            : Guid.NewGuid().ToString();

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
