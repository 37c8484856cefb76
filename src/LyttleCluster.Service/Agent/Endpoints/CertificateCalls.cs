using System.Buffers;
using System.Text.Json;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /certificates: what there is on this node and how long it lasts. Keys are never read for it.</summary>
internal sealed class CertificateCalls(INginxControl nginx, Certificates certificates, TimeProvider time)
{
    public IEnumerable<AgentRoute> Routes => [AgentRoute.Get("/certificates", Right.Viewer, ListAsync)];

    private async Task ListAsync(HttpContext context)
    {
        var state = await nginx.GetStateAsync(context.RequestAborted);
        var now = time.GetUtcNow();
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var file in certificates.List(state.CertificateFiles)) Write(json, file, now);
            json.WriteEndArray();
        }

        await context.JsonAsync(bytes.WrittenSpan.ToArray());
    }

    private static void Write(Utf8JsonWriter json, CertificateFile file, DateTimeOffset now)
    {
        var days = file.DaysLeft(now);
        json.WriteStartObject();
        json.WriteString("id", file.Id);
        EntryAnswers.Texts(json, "domains", file.Names);
        json.WriteString("expiresAt", UtcMilliseconds.Text(file.ExpiresAt));
        json.WriteString("issuedAt", UtcMilliseconds.Text(file.IssuedAt));
        json.WriteNumber("daysUntilExpiry", days);
        json.WriteString("status", days < 0 ? "expired" : days < Certificates.WarnDays ? "expiring_soon" : "valid");
        json.WriteString("file", file.File);
        json.WriteString("issuer", file.Issuer);
        json.WriteEndObject();
    }
}
