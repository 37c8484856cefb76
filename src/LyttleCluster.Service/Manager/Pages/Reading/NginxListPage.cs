using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Manager.Pages.Actions;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The nginx of each node that has one.</summary>
internal static class NginxListPage
{
    public static Task ShowAsync(PageCall call)
    {
        var rows = call.Seen.Nodes.Values.Where(watched => watched.Node.NginxApi is not null).Select(NginxRow.Of).ToList();
        var definition = Definition(call.Now);
        return ListPages.ShowAsync(call, "nginx", definition, rows, (view, _) => view with { Actions = call.MayChange("Nginx.Reload") && rows.Count > 0 ? [new LinkView("Reload all…", NginxActions.AddressOf(null))] : [] }, "nodes");
    }

    public static ListDefinition<NginxRow> Definition(DateTimeOffset now) => new()
    {
        Noun = "nginx",
        Key = row => row.Node,
        Json = row => row.Status,
        RowTone = row => row.Connection == EndpointConnection.Connected && row.Health is EndpointHealth.Healthy ? Tone.None : Tones.Of(row.Connection == EndpointConnection.Connected ? row.Health.ToString() : row.Connection.ToString()),
        Empty = "No node has an nginx_api. docs/agent.md tells how a plain nginx gets one.",
        Filters =
        [
            ListFilter<NginxRow>.State("connection", "Connection", row => row.Connection),
            ListFilter<NginxRow>.State("health", "Health", row => row.Health),
            ListFilter<NginxRow>.Text(row => [row.Node, row.Dialect, row.Version, row.NginxVersion, row.Release, row.Reason]),
        ],
        Columns =
        [
            Column<NginxRow>.Text("node", "Node", row => row.Node, row => Cell.Link(row.Node, Links.Nginx(row.Node))),
            Column<NginxRow>.State("connection", "Connection", row => row.Connection),
            new("health", "Health", row => Cell.Badge(row.Health.ToString()) with { Note = row.Reason }) { SortBy = row => row.Health, Plain = row => row.Health.ToString() },
            Column<NginxRow>.Text("dialect", "nginx_api", row => row.Dialect, row => new Cell(row.Dialect ?? "") { Note = row.Version }),
            Column<NginxRow>.Text("nginx", "nginx", row => row.NginxVersion),
            Column<NginxRow>.Text("release", "Release", row => row.Release),
            Column<NginxRow>.Moment("reloaded", "Reloaded", row => row.LastReload, now),
            Column<NginxRow>.Number("old", "Old workers", row => row.OldWorkers, row => Cells.Number(row.OldWorkers)),
            Column<NginxRow>.Number("days", "Certificate days", row => row.CertificateDays, row => new Cell(row.CertificateDays?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "") { Tone = Tones.OfDays(row.CertificateDays) }),
            Column<NginxRow>.Moment("heard", "Heard", row => row.ObservedAt, now),
        ],
    };
}

/// <summary>The nginx of a node: how its nginx_api is reached, and what it last said.</summary>
internal sealed record NginxRow
{
    public required string Node { get; init; }

    public EndpointConnection Connection { get; init; }

    public EndpointHealth Health { get; init; }

    public string? Dialect { get; init; }

    public string? Version { get; init; }

    public string? NginxVersion { get; init; }

    public string? Release { get; init; }

    public DateTimeOffset? LastReload { get; init; }

    public int? OldWorkers { get; init; }

    /// <summary>Days that the first certificate to end has left.</summary>
    public int? CertificateDays { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>What it last said, as the API has it; null: nothing yet.</summary>
    public NginxStatus? Status { get; init; }

    public static NginxRow Of(WatchedNode watched)
    {
        var (api, status) = (watched.Node.NginxApi!, watched.Nginx);
        return new NginxRow
        {
            Node = watched.Node.Name,
            Connection = api.Connection,
            Health = api.Health,
            Dialect = status?.Dialect,
            Version = status?.Version ?? api.Version,
            NginxVersion = status?.NginxVersion,
            Release = status?.Release,
            LastReload = status?.LastReload,
            OldWorkers = status?.OldWorkers,
            CertificateDays = status?.Certificates.Min(certificate => certificate.DaysLeft),
            Reason = api.Reason ?? status?.Reason,
            ObservedAt = api.ObservedAt,
            Status = status,
        };
    }
}
