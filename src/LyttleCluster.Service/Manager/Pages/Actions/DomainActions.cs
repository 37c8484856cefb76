using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Reading;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Adds, edits, publishes and removes domains.</summary>
internal static class DomainActions
{
    public static IPageAction Add { get; } = Setting("/domains/new", _ => "Add a domain", (_, _) => Task.FromResult(DomainForm.Fields(null)), _ => new LinkView("Domains", "/domains"));

    public static IPageAction Edit { get; } = Setting(
        "/domains/{domain}/edit",
        input => $"Edit {input.Path("domain")}",
        async (call, input) => DomainForm.Fields(await DomainPage.FindAsync(call, input.Path("domain"))),
        BackToDomain);

    public static IPageAction Publish { get; } = Publishing("/domains/{domain}/publish", input => $"Publish {input.Path("domain")}", input => [DomainPage.NameOf(input.Path("domain"))], BackToDomain);

    public static IPageAction PublishAll { get; } = Publishing("/domains/publish", _ => "Publish all domains", _ => [], _ => new LinkView("Domains", "/domains"));

    public static IPageAction Remove { get; } = new PageAction<ClusterDomain>
    {
        Pattern = "/domains/{domain}/remove",
        Method = "Domains.Remove",
        Title = input => $"Remove {input.Path("domain")}",
        RequestAsync = (_, input) => Task.FromResult<ChangeRequest<ClusterDomain>>(new RemoveDomain { Names = [DomainPage.NameOf(input.Path("domain"))] }),
        Show = domain => new ProgressView($"domain/{domain.Name}", "Removed", Tone.Good) { Reason = "The nodes lose it with the next publish.", Link = new LinkView("Publish…", "/domains/publish") },
        Back = _ => new LinkView("Domains", "/domains"),
    };

    private static PageAction<ClusterDomain> Setting(string pattern, Func<ActionInput, string> title, Func<PageCall, ActionInput, Task<IReadOnlyList<FormField>>> fields, Func<ActionInput, LinkView> back) => new()
    {
        Pattern = pattern,
        Method = "Domains.Set",
        Title = title,
        FieldsAsync = fields,
        RequestAsync = (_, input) => Task.FromResult<ChangeRequest<ClusterDomain>>(DomainForm.Request(input)),
        FieldOf = DomainForm.FieldOf,
        Show = domain => new ProgressView($"domain/{domain.Name}", domain.Sync.ToString(), Tones.Of(domain.Sync))
        {
            Reason = "It is stored. The nodes have it as soon as it is published.",
            Link = new LinkView("Publish…", Links.Domain(domain.AsciiName) + "/publish"),
        },
        Back = back,
    };

    private static PageAction<ClusterDomainResult> Publishing(string pattern, Func<ActionInput, string> title, Func<ActionInput, IReadOnlyList<string>> names, Func<ActionInput, LinkView> back) => new()
    {
        Pattern = pattern,
        Method = "Domains.Publish",
        Title = title,
        AsksFirst = _ => false,
        FieldsAsync = (_, input) => Task.FromResult(PublishFields(input)),
        RequestAsync = (_, input) => Task.FromResult<ChangeRequest<ClusterDomainResult>>(new PublishDomain
        {
            Names = names(input),
            Strategy = input.Choice("strategy", RolloutStrategy.Rolling),
            BatchSize = input.Whole("batch", 1, 1, 1000),
            SkipVerification = input.Words("skip"),
        }),
        FieldOf = failure => failure.ErrorId == "DomainCheckUnknown" ? "skip" : failure.ErrorId is ActionErrors.Field ? failure.TargetName : null,
        Show = result => new ProgressView($"{result.Domain} on {result.Node}", result.Outcome.ToString(), Tones.Of(result.Outcome)) { Reason = result.Reason ?? result.Action, Link = new LinkView(result.Node, Links.Nginx(result.Node)) },
        Back = back,
    };

    private static IReadOnlyList<FormField> PublishFields(ActionInput input) =>
    [
        new("strategy", "Strategy") { Kind = FieldKind.Choice, Options = Enum.GetNames<RolloutStrategy>(), Value = input.Text("strategy") ?? nameof(RolloutStrategy.Rolling), Hint = "Rolling: batch after batch. Canary: one, then the rest. The first wave with a failure is the last." },
        new("batch", "Nodes of a batch") { Value = input.Text("batch") ?? "1" },
        new("skip", "Checks that need not pass") { Value = input.Text("skip") ?? "", Hint = "such as NameResolution, commas between them, wildcards allowed; empty: all must pass" },
    ];

    private static LinkView BackToDomain(ActionInput input) => new(input.Path("domain"), Links.Domain(input.Path("domain")));
}
