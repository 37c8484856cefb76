using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>An operation of a cluster: the 202 of <c>POST /cluster/reload</c>, or <c>GET /cluster/operations/:id</c> (200 with <c>found:false</c> for unknown ids).</summary>
internal sealed record OperationReport
{
    public required string Id { get; init; }

    public required bool IsFound { get; init; }

    /// <summary>How it ended; null while it has not.</summary>
    public ReloadAnswer? Verdict { get; init; }

    /// <summary>Null when the body is none.</summary>
    public static OperationReport? Parse(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { } root || root.Text("operationId") is not { Length: > 0 } id) return null;
        return new OperationReport { Id = id, IsFound = root.Flag("found") != false, Verdict = VerdictIn(root) };
    }

    private static ReloadAnswer? VerdictIn(JsonElement root)
    {
        var summary = root.Field("statusSummary");
        var status = root.Text("status");
        var isEnded = summary?.Flag("isTerminal") ?? status is "succeeded" or "failed" or "partially_failed";
        if (!isEnded) return null;
        var nodes = root.Items("acknowledgements").ToList();
        if (summary?.Flag("isSuccessful") ?? status == "succeeded")
        {
            var release = nodes.Select(node => node.Field("details")?.Field("runtime")?.Text("currentReleaseId")).FirstOrDefault(id => id is not null);
            return new ReloadAnswer { Outcome = NginxApiReloadOutcome.Reloaded, Release = release };
        }

        var failed = nodes.FirstOrDefault(node => node.Text("status") == "failed");
        var error = failed.ValueKind == JsonValueKind.Object ? failed.Text("errorMessage") : null;
        var code = failed.ValueKind == JsonValueKind.Object ? failed.Field("details")?.Text("code") : null;
        return ReloadAnswer.Failure(error ?? root.Text("lastError"), code);
    }
}
