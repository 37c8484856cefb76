using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>An action that is a change of the cluster: its form, the request that it makes of it, and how its results look.</summary>
internal sealed class PageAction<TResult> : IPageAction
{
    /// <summary>The field that names the plan that was agreed to.</summary>
    private const string PlanField = "plan";

    /// <summary>The button that leads back from the plan to the form.</summary>
    private const string AgainField = "again";

    public required string Pattern { get; init; }

    public required string Method { get; init; }

    /// <summary>What is done, as a heading.</summary>
    public required Func<ActionInput, string> Title { get; init; }

    /// <summary>The change that is wanted.</summary>
    public required Func<PageCall, ActionInput, Task<ChangeRequest<TResult>>> RequestAsync { get; init; }

    /// <summary>How a result looks.</summary>
    public required Func<TResult, ProgressView> Show { get; init; }

    /// <summary>Where to go from here.</summary>
    public required Func<ActionInput, LinkView> Back { get; init; }

    /// <summary>Its form; none: what it would do is shown at once.</summary>
    public Func<PageCall, ActionInput, Task<IReadOnlyList<FormField>>> FieldsAsync { get; init; } = (_, _) => Task.FromResult<IReadOnlyList<FormField>>([]);

    /// <summary>Whether the form is shown first; else what was given by the address is enough.</summary>
    public Func<ActionInput, bool> AsksFirst { get; init; } = _ => true;

    /// <summary>The field that an error belongs to; null: the form as a whole.</summary>
    public Func<ClusterException, string?> FieldOf { get; init; } = failure => failure.ErrorId is ActionErrors.Field or "PageFieldMissing" ? failure.TargetName : null;

    /// <summary>Lines of a log to show while it is done; null: none.</summary>
    public Func<PageCall, ChangePlan<TResult>, CancellationToken, IAsyncEnumerable<ProgressView>>? Follow { get; init; }

    public async Task AskAsync(PageCall call)
    {
        var input = new ActionInput(call.Context, call.Context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal));
        var fields = await FieldsAsync(call, input);
        if (fields.Count > 0 && AsksFirst(input)) await ShowFormAsync(call, input, fields, null);
        else await ConfirmAsync(call, input, fields, moved: false);
    }

    public async Task TakeAsync(PageCall call)
    {
        var form = await ActionForm.ReadAsync(call);
        var input = new ActionInput(call.Context, form);
        var fields = Filled(await FieldsAsync(call, input), input);
        if (input.Has(AgainField)) await ShowFormAsync(call, input, fields, null);
        else if (input.Text(PlanField) is { } agreed) await DoAsync(call, input, fields, agreed);
        else await ConfirmAsync(call, input, fields, moved: false);
    }

    private async Task ConfirmAsync(PageCall call, ActionInput input, IReadOnlyList<FormField> fields, bool moved)
    {
        ChangePlan<TResult> plan;
        try
        {
            plan = await call.Cluster.Operations.PlanAsync(await RequestAsync(call, input), call.Stop);
        }
        catch (ClusterException refusal) when (fields.Count > 0 && refusal.Category is not (ClusterErrorCategory.PermissionDenied or ClusterErrorCategory.AuthenticationError))
        {
            await ShowFormAsync(call, input, fields, refusal);
            return;
        }

        var view = PlanViews.Of(plan, Title(input), Back(input), call, fields) with { HasMoved = moved };
        await call.ShowAsync<Confirmation, ConfirmationView>(Shell(call, input), view, moved ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status200OK);
    }

    private Task ShowFormAsync(PageCall call, ActionInput input, IReadOnlyList<FormField> fields, ClusterException? refusal)
    {
        var wrong = refusal is null ? null : FieldOf(refusal);
        var view = new FormView(
            Title(input),
            [.. fields.Select(field => field.Name == wrong ? field with { Error = $"{refusal!.Message} {refusal.Remedy}" } : field)],
            refusal is null || fields.Any(field => field.Name == wrong) ? null : new NoticeView(refusal.Message, refusal.Remedy, Tone.Bad),
            call.Context.Request.Path,
            call.Proof,
            Back(input));
        return call.ShowAsync<ActionFormPage, FormView>(Shell(call, input), view, refusal is null ? StatusCodes.Status200OK : PageStatus.Of(refusal));
    }

    /// <summary>Plans anew, and does it only if that is the plan that was agreed to.</summary>
    private async Task DoAsync(PageCall call, ActionInput input, IReadOnlyList<FormField> fields, string agreed)
    {
        var plan = await call.Cluster.Operations.PlanAsync(await RequestAsync(call, input), call.Stop);
        if (PlanViews.DigestOf(plan) != agreed)
        {
            await ConfirmAsync(call, input, fields, moved: true);
            return;
        }

        var progress = new ActionProgress<TResult>(call, plan, Show, Follow);
        await call.StreamAsync<Outcome, OutcomeView>(Shell(call, input), new OutcomeView(Title(input), Back(input)), progress.ShowAsync);
    }

    private PageShell Shell(PageCall call, ActionInput input) => call.Shell(Title(input)) with { Crumbs = [Back(input)] };

    /// <summary>What was typed stays in the form.</summary>
    private static IReadOnlyList<FormField> Filled(IReadOnlyList<FormField> fields, ActionInput input) => [.. fields.Select(field => field.Kind switch
    {
        FieldKind.Check => field with { Value = input.Flag(field.Name) ? "on" : "" },
        _ => field with { Value = input.Text(field.Name) ?? "" },
    })];
}
