using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// The body of <c>/ready</c>: v1's list of <c>{"nginx_conf":"ok"}</c>, or v2's checks with names and times. A 503 has the same body.
/// </summary>
internal sealed record ReadyReport
{
    /// <summary><c>ok</c>, <c>degraded</c> (v1) or <c>error</c> (v2).</summary>
    public required string Status { get; init; }

    public required IReadOnlyList<ReadyCheck> Checks { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The check of nginx's master process; null in generations without it.</summary>
    public ReadyCheck? Master => Find("nginx_master");

    /// <summary>The check of the last configuration; null in generations without it.</summary>
    public ReadyCheck? ConfigApply => Find("config_apply");

    /// <summary>Null when the body is no such report.</summary>
    public static ReadyReport? Parse(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { } root || root.Text("status") is not { Length: > 0 } status || root.Field("checks") is not { ValueKind: JsonValueKind.Array } checks) return null;
        return new ReadyReport
        {
            Status = status,
            Checks = [.. checks.EnumerateArray().SelectMany(ReadyCheck.Parse)],
            Timestamp = root.Time("timestamp"),
            StartedAt = root.Time("startedAt"),
        };
    }

    private ReadyCheck? Find(string name) => Checks.FirstOrDefault(check => check.Name == name);
}

/// <summary>One check of a <see cref="ReadyReport"/>.</summary>
internal sealed record ReadyCheck
{
    public required string Name { get; init; }

    public required bool Passed { get; init; }

    public string? Detail { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    public string? LastError { get; init; }

    /// <summary>Of <c>config_apply</c>: the active release.</summary>
    public string? StateDetails { get; init; }

    /// <summary>One check of v2, or each property of v1's.</summary>
    public static IEnumerable<ReadyCheck> Parse(JsonElement check)
    {
        if (check.ValueKind != JsonValueKind.Object) return [];
        if (check.Text("name") is not { } name)
        {
            return check.EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.String)
                .Select(property => new ReadyCheck { Name = property.Name, Passed = property.Value.GetString() == "ok", Detail = property.Value.GetString() });
        }

        return
        [
            new ReadyCheck
            {
                Name = name,
                Passed = check.Text("status") == "ok",
                Detail = check.Text("details"),
                LastAttemptAt = check.Time("lastAttemptAt"),
                LastSuccessAt = check.Time("lastSuccessAt"),
                LastError = check.Text("lastError") is { Length: > 0 } error ? error : null,
                StateDetails = check.Text("stateDetails"),
            },
        ];
    }
}
