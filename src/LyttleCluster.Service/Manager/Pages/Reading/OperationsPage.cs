using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The journal: every change, newest first.</summary>
internal static class OperationsPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var read = await Reads<ClusterOperation>.OfAsync(call.Cluster.Operations.GetAsync(new OperationQuery { Newest = Newest.Of(call), Outcome = Outcomes(call) }, call.Stop), call.Stop);
        await ListPages.ShowAsync(call, "Operations", Definition(call.Now), read.Values, (view, _) => view with { Notices = read.Notices, About = Newest.About("operations", read.Values.Count, call) }, "operations");
    }

    public static ListDefinition<ClusterOperation> Definition(DateTimeOffset now) => new()
    {
        Noun = "operations",
        Key = operation => operation.Id,
        RowTone = operation => operation.Outcome == OperationOutcome.Succeeded ? Tone.None : Tones.Of(operation.Outcome),
        Empty = "Nothing was changed yet.",
        Filters =
        [
            new ListFilter<ClusterOperation>("outcome", "Outcome", (_, _) => true) { Options = Enum.GetNames<OperationOutcome>() },
            ListFilter<ClusterOperation>.Text(operation => [operation.Id, operation.Kind, operation.Summary, operation.Author]),
            Newest.Filter<ClusterOperation>(),
        ],
        Columns =
        [
            Column<ClusterOperation>.Text("id", "Operation", operation => operation.Id, operation => Cell.Link(Display.ShortId(operation.Id), Links.Operation(operation.Id))),
            Column<ClusterOperation>.State("outcome", "Outcome", operation => operation.Outcome),
            Column<ClusterOperation>.Text("kind", "Kind", operation => operation.Kind),
            Column<ClusterOperation>.Text("summary", "What", operation => operation.Summary) with { IsWide = true },
            Column<ClusterOperation>.Text("author", "Who", operation => operation.Author),
            Column<ClusterOperation>.Moment("started", "Began", operation => operation.StartedAt, now),
            new("took", "Took", operation => operation.EndedAt is { } end ? Display.Duration(end - operation.StartedAt) : "") { SortBy = operation => operation.EndedAt - operation.StartedAt },
            new("reversible", "Can be undone", operation => operation.Reversible ? "yes" : "") { SortBy = operation => operation.Reversible },
        ],
    };

    private static IReadOnlyList<OperationOutcome> Outcomes(PageCall call) => call.Query("outcome") is not { } word ? []
        : Enum.TryParse<OperationOutcome>(word, ignoreCase: true, out var outcome) ? [outcome]
        : throw PageErrors.ValueInvalid("outcome", word, string.Join(", ", Enum.GetNames<OperationOutcome>()));
}
