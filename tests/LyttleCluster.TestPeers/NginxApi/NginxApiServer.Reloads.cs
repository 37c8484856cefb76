namespace LyttleCluster.TestPeers;

// Reloads: at once, waited for, and as operations.
public sealed partial class NginxApiServer
{
    private async Task<ApiReply> ReloadAsync(ApiRequest call)
    {
        var reload = await RunAsync(call.Stopping);
        if (reload.NeverArrives || reload.Restarts) return new ApiReply(0, "", LostReply.Closed);
        if (reload.Error is { } error)
        {
            return (IsAgent
                ? ApiReply.Json(500, new { success = false, code = reload.Code, error, log = reload.Log })
                : ApiReply.Json(500, new { success = false, error })) with { Lost = reload.Reply };
        }

        if (IsAgent) return ApiReply.Json(200, new { success = true, release = Nginx.Release, durationMs = 41 }) with { Lost = reload.Reply };
        return ApiReply.Json(HasRoles ? 200 : 201, new { success = true }) with { Lost = reload.Reply };
    }

    /// <summary>2025-12: 201 whatever happened.</summary>
    private async Task<ApiReply> ReloadWaitingAsync(ApiRequest call)
    {
        var reload = await RunAsync(call.Stopping);
        if (reload.NeverArrives || reload.Restarts) return new ApiReply(0, "", LostReply.Closed);
        object local = reload.Error is { } error ? new { ok = false, error } : new { ok = true };
        return ApiReply.Json(201, new { local, broadcast = call.Query["broadcast"] != "false" }) with { Lost = reload.Reply };
    }

    private async Task<SimulatedReload> RunAsync(CancellationToken stopping)
    {
        var reload = Nginx.TakeNext(RowsRefused);
        if (reload.NeverArrives) return reload;
        if (Interlocked.Increment(ref _reloading) > 1) HadParallelReloads = true;
        // Only the agent makes a second caller wait its turn.
        if (IsAgent) await _oneReload.WaitAsync(stopping);
        try
        {
            await reload.Until.WaitAsync(stopping);
            if (_options.ReloadTakes > TimeSpan.Zero) await Task.Delay(_options.ReloadTakes, _options.Time, stopping);
            if (reload.Error is null && !reload.Restarts) await OrderCertificatesAsync(stopping);
            if (reload.Restarts) Nginx.Restart();
            else Apply(reload);
            return reload;
        }
        finally
        {
            if (IsAgent) _oneReload.Release();
            Interlocked.Decrement(ref _reloading);
        }
    }

    private ApiReply StartOperation(ApiRequest call)
    {
        var operation = new SimulatedOperation(call.Correlation, Nginx.Stamp());
        _operations[operation.Id] = operation;
        var answer = ApiReply.Json(202, Report(operation, found: null));
        var neverEnds = Nginx.NextReloads.TryPeek(out var next) && next.NeverEnds;
        if (neverEnds) Nginx.NextReloads.TryDequeue(out _);
        operation.Status = "running";
        if (!neverEnds) _ = CarryOutAsync(operation, call.Stopping);
        return answer with { Lost = neverEnds ? LostReply.None : next?.Reply ?? LostReply.None };
    }

    private async Task CarryOutAsync(SimulatedOperation operation, CancellationToken stopping)
    {
        try
        {
            var reload = await RunAsync(stopping);
            (operation.Error, operation.Code) = (reload.Error, reload.Code);
            operation.CompletedAt = Nginx.Stamp();
            operation.Status = reload.Error is null ? "succeeded" : "failed";
        }
        catch (OperationCanceledException)
        {
            // The server was disposed.
        }
    }

    private ApiReply Operation(ApiRequest call)
    {
        var id = call.Path[(call.Path.LastIndexOf('/') + 1)..];
        if (_operations.TryGetValue(id, out var operation)) return ApiReply.Json(200, Report(operation, found: true));
        return IsAgent
            ? Fail(404, "There is no such operation", call, "NotFound")
            : ApiReply.Json(200, new { operationId = id, found = false, message = "Cluster operation not found" });
    }

    /// <summary>Forgets all operations, as another database does.</summary>
    public void ForgetOperations() => _operations.Clear();

    private Dictionary<string, object?> Report(SimulatedOperation operation, bool? found)
    {
        var body = new Dictionary<string, object?>();
        if (found is not null) body["found"] = found;
        body["operationId"] = operation.Id;
        body["operationType"] = "cluster.reload";
        body["status"] = operation.Status;
        body["scope"] = "node";
        body["targetNodeCount"] = 1;
        body["completedNodeCount"] = operation.IsEnded ? 1 : 0;
        body["successfulNodeCount"] = operation.Status == "succeeded" ? 1 : 0;
        body["failedNodeCount"] = operation.Status == "failed" ? 1 : 0;
        body["createdAt"] = Iso(operation.CreatedAt);
        body["completedAt"] = operation.CompletedAt is { } at ? Iso(at) : null;
        body["correlationId"] = operation.Correlation;
        body["lastError"] = operation.Error;
        body["operationStatusPath"] = "/cluster/operations/" + operation.Id;
        body["statusSummary"] = new { pendingNodeCount = operation.IsEnded ? 0 : 1, completionRatio = operation.IsEnded ? 1 : 0, isTerminal = operation.IsEnded, isSuccessful = operation.Status == "succeeded" };
        if (found is not true) return body;
        body["acknowledgements"] = new object[]
        {
            new
            {
                nodeInstanceId = _instance, nodeHostname = _options.HostName, endpointUrl = (string?)null, status = operation.Status, responseStatus = operation.Status == "succeeded" ? 200 : (int?)null,
                // The journal cuts the text at 500 characters.
                errorMessage = operation.Error is { Length: > 500 } longer ? longer[..500] : operation.Error,
                details = operation.Status == "succeeded" ? (object)new { ok = true, runtime = new { currentReleaseId = Nginx.Release } } : IsAgent ? new { code = operation.Code } : null,
            },
        };
        return body;
    }
}
