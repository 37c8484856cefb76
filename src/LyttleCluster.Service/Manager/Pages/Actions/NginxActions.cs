using System.Runtime.CompilerServices;
using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Reloads nginx, with the lines that it writes meanwhile.</summary>
internal static class NginxActions
{
    // Not below /nginx/: a node may have any name there.
    private const string Address = "/nginx-reload";

    public static string AddressOf(string? node) => Links.With(Address, ("nodes", node));

    public static IPageAction Reload { get; } = new PageAction<NginxReloadResult>
    {
        Pattern = Address,
        Method = "Nginx.Reload",
        Title = input => input.Words("nodes") is { Count: 1 } one ? $"Reload nginx on {one[0]}" : "Reload nginx",
        AsksFirst = input => !input.Has("nodes"),
        FieldsAsync = (call, input) => Task.FromResult(Fields(input)),
        RequestAsync = (_, input) => Task.FromResult<ChangeRequest<NginxReloadResult>>(new ReloadNginx
        {
            Nodes = input.Words("nodes"),
            Strategy = input.Choice("strategy", RolloutStrategy.Rolling),
            BatchSize = input.Whole("batch", 1, 1, 1000),
            Probe = ProbeOf(input),
        }),
        Show = Show,
        Follow = FollowAsync,
        Back = input => input.Words("nodes") is { Count: 1 } one ? new LinkView($"nginx on {one[0]}", Links.Nginx(one[0])) : new LinkView("nginx", "/nginx"),
    };

    private static IReadOnlyList<FormField> Fields(ActionInput input) =>
    [
        new("nodes", "Nodes") { Value = input.Text("nodes") ?? "", Hint = "names or wildcards, commas between them; empty: all that have an nginx" },
        new("strategy", "Strategy") { Kind = FieldKind.Choice, Options = Enum.GetNames<RolloutStrategy>(), Value = input.Text("strategy") ?? nameof(RolloutStrategy.Rolling), Hint = "Rolling: batch after batch. Canary: one, then the rest. The first wave with a failure is the last." },
        new("batch", "Nodes of a batch") { Value = input.Text("batch") ?? "1" },
        new("probe", "Page to ask for after each reload") { Hint = "such as http://shop.example.com/health; may be empty" },
    ];

    private static Uri? ProbeOf(ActionInput input) => input.Text("probe") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw ActionErrors.FieldInvalid("probe", text, "an address such as http://shop.example.com/health");

    private static ProgressView Show(NginxReloadResult result) => new($"nginx/{result.Node}", result.Outcome.ToString(), Tones.Of(result.Outcome))
    {
        Reason = result.Reason ?? $"took {Display.Duration(result.Duration)}{(result.Verified ? ", seen to serve with it" : "")}",
        Lines = result.LogTail,
        Link = new LinkView("its status", Links.Nginx(result.Node)),
    };

    private static async IAsyncEnumerable<ProgressView> FollowAsync(PageCall call, ChangePlan<NginxReloadResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!call.May("Nginx.ReadLog") || plan.Changes.Count == 0) yield break;
        var query = new NginxLogQuery { Nodes = [.. plan.Changes.Select(change => change.Node).OfType<string>()], Tail = 1, Follow = true };
        await foreach (var answer in call.Cluster.Nginx.ReadLogAsync(query, cancellationToken))
        {
            if (answer.Value is { } entry && entry.Timestamp >= call.Now.AddSeconds(-1)) yield return new ProgressView(entry.Node, "", Tones.Of(entry.Level)) { Lines = [entry.Raw] };
        }
    }
}
