using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Tokens, without their secrets: nobody keeps those.</summary>
internal static class TokensPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var read = await Reads<ClusterToken>.OfAsync(call.Cluster.Access.GetTokensAsync(new TokenQuery(), call.Stop), call.Stop);
        await ListPages.ShowAsync(call, "Tokens", Definition(call), read.Values, (view, _) => view with { Notices = read.Notices, Actions = call.May("Access.Get") ? [new LinkView("Access", "/access")] : [] });
    }

    private static ListDefinition<ClusterToken> Definition(PageCall call) => new()
    {
        Noun = "tokens",
        Key = token => token.Name,
        RowTone = token => token.ExpiresAt <= call.Now ? Tone.Quiet : Tone.None,
        Empty = "No tokens. In PowerShell: New-ClusterToken -Name backup -Role Viewer",
        Filters = [ListFilter<ClusterToken>.Text(token => [token.Name, token.Owner, token.Role?.ToString()])],
        Columns =
        [
            Column<ClusterToken>.Text("name", "Token", token => token.Name),
            Column<ClusterToken>.Text("role", "May", token => token.IsJoin ? "join" : token.Role?.ToString()),
            Column<ClusterToken>.Text("owner", "Owner", token => token.Owner),
            Column<ClusterToken>.Moment("created", "Made", token => token.CreatedAt, call.Now),
            new("ends", "Ends", token => new Cell(Moments.Long(token.ExpiresAt)) { Tone = Tones.OfDays((int)Math.Floor((token.ExpiresAt - call.Now).TotalDays)) is Tone.Bad ? Tone.Bad : Tone.None }) { SortBy = token => token.ExpiresAt, Plain = token => Moments.Iso(token.ExpiresAt) },
            new("remove", "", token => call.MayChange("Access.RemoveToken") ? Cell.Link("Remove…", $"/tokens/{Uri.EscapeDataString(token.Name)}/remove") : Cell.Empty) { Plain = _ => "" },
        ],
    };
}
