using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>One operation: who, when, and every step of it.</summary>
internal static class OperationPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var operation = await FindAsync(call);
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html)
        {
            await ListPages.ShowAsync(call, "operations", OperationsPage.Definition(call.Now), [operation]);
            return;
        }

        var shell = call.Shell(operation.Summary) with { Crumbs = [new LinkView("Operations", "/operations")], Live = operation.EndedAt is null ? "operations" : "" };
        await call.ShowAsync<OperationDetails, OperationView>(shell, View(call, operation));
    }

    private static async Task<ClusterOperation> FindAsync(PageCall call)
    {
        await foreach (var answer in call.Cluster.Operations.GetAsync(new OperationQuery { Ids = [call.Route("operation")] }, call.Stop))
        {
            if (answer.Failure is { } failure) throw failure;
            if (answer.Value is { } operation) return operation;
        }

        throw PageErrors.NotFound(call.Context.Request.Path);
    }

    private static OperationView View(PageCall call, ClusterOperation operation) => new()
    {
        Summary = operation.Summary,
        Outcome = Cell.Badge(operation.Outcome.ToString()),
        Actions = Actions(call, operation),
        Facts = FactView.Known(
            ("Id", operation.Id),
            ("Kind", operation.Kind),
            ("Who", operation.Author),
            ("Began", Cell.Age(operation.StartedAt, call.Now) with { Note = Moments.Long(operation.StartedAt) }),
            ("Took", operation.EndedAt is { } end ? Display.Duration(end - operation.StartedAt) : null),
            ("Can be undone", operation.Reversible ? "yes" : "no"),
            ("Undid", operation.Undoes is { } undone ? Cell.Link(Display.ShortId(undone), Links.Operation(undone)) : null)),
        Steps = Tables.Of("steps", ["Step", "What", "To", "State", "Before", "After", "Why", "Took"], [.. operation.Steps.Select(Row)]),
    };

    private static RowView Row(ClusterOperationStep step) => new(
        step.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        [
            Cells.Number(step.Number),
            step.Action,
            Cell.Link(step.Target, Links.Target(step.Target)),
            Cell.Badge(step.State.ToString()),
            step.Before,
            step.After,
            new Cell(step.Reason ?? "") { Note = step.ErrorId },
            step is { StartedAt: { } start, EndedAt: { } end } ? Display.Duration(end - start) : "",
        ],
        step.State == OperationStepState.Succeeded ? Tone.None : Tones.Of(step.State));

    private static List<LinkView> Actions(PageCall call, ClusterOperation operation)
    {
        var page = Links.Operation(operation.Id);
        var actions = new List<LinkView>();
        if (operation is { Reversible: true, EndedAt: not null } && call.MayChange("Operations.Undo")) actions.Add(new LinkView("Undo…", page + "/undo"));
        if ((operation.Outcome == OperationOutcome.Interrupted || operation.Steps.Any(step => step.State == OperationStepState.Started && operation.EndedAt is not null)) && call.MayChange("Operations.Resume"))
            actions.Add(new LinkView("Resume…", page + "/resume"));
        return actions;
    }
}
