using System.Globalization;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

// Rows of /proxies, of v2: written at once, live with a reload or by themselves.
public sealed partial class NginxApiServer
{
    private static readonly string[] WildcardWarning = ["Wildcard proxy domains require pre-provisioned certificate material because the built-in HTTP-01 ACME flow does not issue wildcard certificates."];

    private readonly Lock _loading = new();
    private DateTimeOffset _loadsAt;
    private volatile IReadOnlyList<SimulatedProxy> _live = [];

    /// <summary>Its database; several servers can share one, see <see cref="NginxApiServerOptions.Database"/>.</summary>
    public SimulatedDatabase Database { get; }

    /// <summary>The rows that its nginx serves now.</summary>
    public IReadOnlyList<SimulatedProxy> Live
    {
        get
        {
            Database.CatchUp();
            return _live;
        }
    }

    /// <summary>What the timers that were due since have done: LyttleNGINX loads its rows every five minutes by itself.</summary>
    internal void CatchUp()
    {
        if (Generation != ApiGeneration.V2) return;
        var now = _options.Time.GetUtcNow();
        lock (_loading)
        {
            if (now < _loadsAt) return;
            while (_loadsAt <= now) _loadsAt += SimulatedDatabase.LoadedEvery;
        }

        // A load that changes nothing shows nowhere.
        if (!Database.Rows.SequenceEqual(_live) || Nginx.LastError is not null) Apply(RowsRefused() ?? new SimulatedReload());
    }

    /// <summary>What nginx says against the rows; null: nothing.</summary>
    private SimulatedReload? RowsRefused()
    {
        if (Generation != ApiGeneration.V2 || Database.Rows.FirstOrDefault(row => SimulatedCustomCode.Parse(row.CustomCode).HasRootLocation) is not { } bad) return null;
        return SimulatedReload.Refused(NginxWordings.DuplicateLocation.Replace("/4.conf", string.Create(CultureInfo.InvariantCulture, $"/{bad.Id}.conf"), StringComparison.Ordinal));
    }

    /// <summary>A reload is done: on success the rows are live.</summary>
    private void Apply(SimulatedReload reload)
    {
        Nginx.Do(reload);
        if (reload.Error is null && Generation == ApiGeneration.V2) _live = Database.Rows;
    }

    /// <summary>Rows that want a certificate which is not there: each is tried for as long as ACME takes to fail, and is served without TLS then.</summary>
    private async Task OrderCertificatesAsync(CancellationToken stopping)
    {
        if (Generation != ApiGeneration.V2) return;
        foreach (var row in Database.Rows.Where(row => row.Ssl && !Nginx.Certificates.Any(certificate => row.Domains.All(certificate.Domains.Contains))))
        {
            if (_options.AcmeTakes > TimeSpan.Zero) await Task.Delay(_options.AcmeTakes, _options.Time, stopping);
            Nginx.Orders.Enqueue((row.Domains, "connect ECONNREFUSED 127.0.0.1:14000"));
        }
    }

    private ApiReply CertificateOrders()
    {
        var orders = Nginx.Orders.Reverse().Select((order, index) => new
        {
            id = $"order-{index}", domains = order.Domains, primaryDomain = order.Domains[0], sourceType = "acme", status = "failed", attemptCount = 1, retryCount = 0, lastError = order.Error, certificateId = (string?)null,
        }).ToList();
        return ApiReply.Json(200, new { count = orders.Count, orders });
    }

    private ApiReply ListProxies(ApiRequest call) => Guarded(call, () =>
    {
        var rows = Database.Rows;
        return ApiReply.Json(200, new { count = rows.Count, proxies = rows.Select(row => row.Body) });
    });

    private ApiReply GetProxy(ApiRequest call) => OnRow(call, row => ApiReply.Json(200, row.Body));

    private ApiReply CreateProxy(ApiRequest call) => Guarded(call, () =>
    {
        var row = Database.Add(Checked(SimulatedDraft.Parse(call.Request.Body, isPart: false).Over(null, 0)));
        return ApiReply.Json(201, new { proxy = row.Body, validation = Validation(row), configChange = Change("created", row.Id) });
    });

    private ApiReply PatchProxy(ApiRequest call) => OnRow(call, there => Guarded(call, () =>
    {
        var row = Checked(SimulatedDraft.Parse(call.Request.Body, isPart: true).Over(there, there.Id));
        Database.Replace(row);
        return ApiReply.Json(200, new { proxy = row.Body, validation = Validation(row), configChange = Change("updated", row.Id) });
    }));

    private ApiReply DeleteProxy(ApiRequest call) => OnRow(call, row =>
    {
        Database.Remove(row.Id);
        return ApiReply.Json(200, new { deleted = true, proxy = row.Body, configChange = Change("deleted", row.Id) });
    });

    private ApiReply ValidateDraft(ApiRequest call) => Guarded(call, () => ApiReply.Json(200, Validation(Checked(SimulatedDraft.Parse(call.Request.Body, isPart: false).Over(null, 0)))));

    /// <summary>What is stored, whatever the body says.</summary>
    private ApiReply ValidateStored(ApiRequest call) => OnRow(call, row => Guarded(call, () => ApiReply.Json(200, Validation(Checked(row)))));

    private ApiReply TestUpstream(ApiRequest call) => OnRow(call, row =>
    {
        if (row.Type != "PROXY") return Fail(400, "Upstream connectivity checks apply only to PROXY entries", call, "BadRequest");
        var uri = new Uri(row.ProxyPassHost);
        var isKnown = !uri.Host.EndsWith(".invalid", StringComparison.Ordinal);
        return ApiReply.Json(200, new
        {
            ok = isKnown, proxyId = row.Id, proxyPassHost = row.ProxyPassHost, hostname = uri.Host, protocol = uri.Scheme, port = uri.Port,
            addresses = isKnown ? new[] { new { address = "127.0.0.1", family = 4 } } : [], testedAt = Iso(Nginx.Stamp()), error = isKnown ? null : $"getaddrinfo ENOTFOUND {uri.Host}",
        });
    });

    private ApiReply OnRow(ApiRequest call, Func<SimulatedProxy, ApiReply> answer)
    {
        var text = call.Path.Split('/')[2];
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)) return Fail(400, "Validation failed (numeric string is expected)", call, "BadRequest");
        if (id > int.MaxValue) return Fault(call, "\nInvalid `prisma.proxyEntry.findUnique()` invocation: value out of range for type integer", "PrismaClientKnownRequestError");
        return Database.Find((int)id) is { } row ? answer(row) : Fail(404, $"Proxy entry {id} was not found", call, "NotFound");
    }

    private ApiReply Guarded(ApiRequest call, Func<ApiReply> answer)
    {
        if (Nginx.DatabaseDown) return Fault(call, "\nInvalid `prisma.proxyEntry.findMany()` invocation:\n\nCan't reach database server at `db:5432`", "PrismaClientInitializationError");
        try
        {
            return answer();
        }
        catch (SimulatedBadInput bad)
        {
            return bad.Kind is { } kind ? Fault(call, bad.Message, kind) : Fail(400, bad.Said, call, "BadRequest");
        }
    }

    private ApiReply Fault(ApiRequest call, string message, string kind) => ApiReply.Json(500, new
    {
        statusCode = 500, timestamp = Iso(Nginx.Stamp()), path = call.Request.Target, method = call.Request.Method, message, code = "INTERNAL_SERVER_ERROR",
        details = new { stack = $"{kind}: {message}\n    at normalizeDomain (/app/dist/utils/domain-utils.js:41:15)\n    at /app/node_modules/x.js:1:1" },
    });

    /// <summary>A name belongs to one row, wildcards over each other's names included.</summary>
    private SimulatedProxy Checked(SimulatedProxy row)
    {
        foreach (var other in Database.Rows.Where(other => other.Id != row.Id))
        {
            var taken = row.Domains.FirstOrDefault(domain => other.Domains.Any(theirs => SimulatedProxy.Conflict(domain, theirs)));
            if (taken is not null) throw new SimulatedBadInput(null, $"Domain {JsonSerializer.Serialize(taken)} is already managed by proxy entry {other.Id}");
        }

        return row;
    }

    private static object Validation(SimulatedProxy row) => new
    {
        valid = true,
        normalizedEntry = row.Body,
        generatedConfigPreview = $"# Generated by Lyttle NGINX - DO NOT EDIT\n\nserver {{\n  listen 80;\n  server_name {string.Join(' ', row.Domains)};\n}}\n",
        warnings = row.Ssl && row.Domains.Any(domain => domain.StartsWith('*')) ? WildcardWarning : [],
    };

    private static object Change(string action, int id) => new { scope = "proxy-entry", action, proxyId = id, reloadRequired = true, suggestedOperationEndpoint = "/cluster/reload" };
}
