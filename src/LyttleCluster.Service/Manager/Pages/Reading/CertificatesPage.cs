using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Every certificate that matters here: the manager's own, the CAs', and those that the nginx of nodes serve with. The first to end comes first.</summary>
internal static class CertificatesPage
{
    public static Task ShowAsync(PageCall call)
    {
        var rows = KnownCertificates.Of(call.Parts.Options, call.Seen, call.Now).OrderBy(row => row.DaysLeft ?? int.MaxValue).ToList();
        return ListPages.ShowAsync(call, "Certificates", Definition(), rows, live: "nodes");
    }

    public static ListDefinition<KnownCertificate> Definition() => new()
    {
        Noun = "certificates",
        Key = row => $"{row.Holder}/{row.Use}/{row.Names}",
        RowTone = row => Tones.OfDays(row.DaysLeft) is Tone.Good ? Tone.None : Tones.OfDays(row.DaysLeft),
        Empty = "No certificates: the manager listens without TLS, and no nginx tells of any.",
        Filters =
        [
            ListFilter<KnownCertificate>.Exactly("use", "Use", row => row.Use, [KnownCertificate.Own, KnownCertificate.Authority, KnownCertificate.IdentityAuthority, KnownCertificate.Nginx]),
            ListFilter<KnownCertificate>.Text(row => [row.Holder, row.Names, row.Issuer]),
        ],
        Columns =
        [
            Column<KnownCertificate>.Text("holder", "Of", row => row.Holder, row => Cell.Link(row.Holder, row.Use == KnownCertificate.Nginx ? Links.Nginx(row.Holder) : null)),
            Column<KnownCertificate>.Text("use", "Use", row => row.Use),
            Column<KnownCertificate>.Text("names", "Names", row => row.Names),
            Column<KnownCertificate>.Text("issuer", "Signed by", row => row.Issuer),
            new("ends", "Ends", row => Moments.Long(row.EndsAt)) { SortBy = row => row.EndsAt, Plain = row => Moments.Iso(row.EndsAt) },
            Column<KnownCertificate>.Number("days", "Days left", row => row.DaysLeft, row => new Cell(row.DaysLeft?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "") { Tone = Tones.OfDays(row.DaysLeft) }),
        ],
    };
}
