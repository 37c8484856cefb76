using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Who may do what, and certificates that were revoked.</summary>
internal static class AccessPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var read = await Reads<ClusterAccess>.OfAsync(call.Cluster.Access.GetAsync(new AccessQuery(), call.Stop), call.Stop);
        await ListPages.ShowAsync(call, "Access", Definition(call.Now), read.Values, (view, _) => view with
        {
            Notices = read.Notices,
            Actions = call.May("Access.GetTokens") ? [new LinkView("Tokens", "/tokens")] : [],
            About = "What was granted here, on top of what certificates grant by themselves.",
        });
    }

    private static ListDefinition<ClusterAccess> Definition(DateTimeOffset now) => new()
    {
        Noun = "access",
        Key = access => $"{access.Kind}/{access.Name}",
        RowTone = access => access.Revoked ? Tone.Bad : Tone.None,
        Empty = "Nothing was granted. In PowerShell: Grant-ClusterAccess -User anna -Role Operator",
        Filters =
        [
            ListFilter<ClusterAccess>.State("kind", "Kind", access => access.Kind),
            ListFilter<ClusterAccess>.Text(access => [access.Name, access.Role?.ToString(), .. access.Methods]),
        ],
        Columns =
        [
            Column<ClusterAccess>.State("kind", "Kind", access => access.Kind) with { Cell = access => access.Kind.ToString() },
            Column<ClusterAccess>.Text("name", "Name", access => access.Name),
            Column<ClusterAccess>.Text("role", "Role", access => access.Role?.ToString()),
            Column<ClusterAccess>.Text("methods", "Methods", access => Display.List(access.Methods)),
            new("revoked", "Revoked", access => access.Revoked ? Cell.Badge("Revoked") with { Note = access.Reason } : Cell.Empty) { SortBy = access => access.Revoked, Plain = access => access.Revoked ? access.Reason ?? "yes" : "" },
            Column<ClusterAccess>.Text("by", "Changed by", access => access.ChangedBy),
            Column<ClusterAccess>.Moment("changed", "When", access => access.ChangedAt, now),
        ],
    };
}
