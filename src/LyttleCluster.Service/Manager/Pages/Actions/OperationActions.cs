using LyttleCluster.Core;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Undoes an operation, or settles one that a dead process left.</summary>
internal static class OperationActions
{
    public static IPageAction Undo { get; } = Action("undo", "Operations.Undo", "Undo", id => new UndoOperation { Id = id });

    public static IPageAction Resume { get; } = Action("resume", "Operations.Resume", "Resume", id => new ResumeOperation { Ids = [id] });

    private static PageAction<ClusterOperation> Action(string verb, string method, string word, Func<string, ChangeRequest<ClusterOperation>> request) => new()
    {
        Pattern = "/operations/{operation}/" + verb,
        Method = method,
        Title = input => $"{word} operation {Display.ShortId(input.Path("operation"))}",
        RequestAsync = (_, input) => Task.FromResult(request(input.Path("operation"))),
        Show = operation => new ProgressView(operation.Summary, operation.Outcome.ToString(), Tones.Of(operation.Outcome)) { Link = new LinkView("the operation", Links.Operation(operation.Id)) },
        Back = input => new LinkView($"Operation {Display.ShortId(input.Path("operation"))}", Links.Operation(input.Path("operation"))),
    };
}
