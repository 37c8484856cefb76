using System.Buffers;
using System.Text;
using System.Text.Json;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Health;

/// <summary>GET /healthz and /readiness, for whatever watches the manager: open to all, and naming nothing of the cluster.</summary>
internal sealed class HealthCalls(ManagerParts parts)
{
    private bool _hasPicture;

    public IEnumerable<ManagerRoute> Routes =>
    [
        ManagerRoute.Get("/healthz", null, LiveAsync),
        ManagerRoute.Get("/readiness", null, ReadyAsync),
    ];

    /// <summary>Whether the manager does all that it is there for.</summary>
    public static bool IsWell(ManagerParts parts) => parts.Health.Read().All(part => part.Reason is null);

    private Task LiveAsync(HttpContext context) => AnswerAsync(context, parts.Health.Read());

    private async Task ReadyAsync(HttpContext context)
    {
        var now = parts.Lifecycle.Now;
        await AnswerAsync(context,
        [
            ("running", now.IsRunning ? null : now.State),
            ("picture", await HasPictureAsync(context.RequestAborted) ? null : "the nodes are not known yet"),
        ]);
    }

    /// <summary>Whether every node is known, be it as it was last seen. Once it is so, nothing is read for the answer any more.</summary>
    private async ValueTask<bool> HasPictureAsync(CancellationToken cancellationToken)
    {
        if (_hasPicture) return true;
        try
        {
            var nodes = await parts.Cluster.Parts.Registry.ListAsync(cancellationToken);
            return _hasPicture = nodes.All(node => parts.Watch.Now.Nodes.ContainsKey(node.Name));
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    private async Task AnswerAsync(HttpContext context, IReadOnlyList<(string Part, string? Reason)> rows)
    {
        var good = rows.All(row => row.Reason is null);
        var isJson = context.Request.Query["output"] == "json";
        var body = isJson ? Json(rows, good) : Text(rows, good);
        context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = isJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Text(IReadOnlyList<(string Part, string? Reason)> rows, bool good)
    {
        var text = new StringBuilder(good ? "ok\n" : "failing\n");
        foreach (var (part, reason) in rows.Where(row => row.Reason is not null)) text.Append(part).Append(": ").Append(reason).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private byte[] Json(IReadOnlyList<(string Part, string? Reason)> rows, bool good)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("status", good ? "ok" : "failing");
            json.WriteNumber("uptimeSeconds", parts.Lifecycle.UptimeSeconds);
            json.WriteStartArray("parts");
            foreach (var (part, reason) in rows)
            {
                json.WriteStartObject();
                json.WriteString("name", part);
                json.WriteString("status", reason is null ? "ok" : "failing");
                if (reason is not null) json.WriteString("reason", reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
