using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Reading;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Starts, stops and restarts a container.</summary>
internal static class ContainerActions
{
    public static IPageAction Start { get; } = Action("start", "Containers.Start", "Start", container => new StartContainer { Containers = [container] });

    public static IPageAction Stop { get; } = Action("stop", "Containers.Stop", "Stop", container => new StopContainer { Containers = [container] });

    public static IPageAction Restart { get; } = Action("restart", "Containers.Restart", "Restart", container => new RestartContainer { Containers = [container] });

    private static PageAction<ClusterContainer> Action(string verb, string method, string word, Func<ContainerRef, ChangeRequest<ClusterContainer>> request) => new()
    {
        Pattern = "/containers/{node}/{id}/" + verb,
        Method = method,
        Title = input => $"{word} container {Short(input.Path("id"))} on {input.Path("node")}",
        RequestAsync = (call, _) => Task.FromResult(request(RefOf(call))),
        Show = container => new ProgressView($"container/{container.Node}/{container.Name}", container.State.ToString(), Tones.Of(container.State)) { Reason = container.Status },
        Back = input => new LinkView($"Container {Short(input.Path("id"))}", Links.Container(input.Path("node"), input.Path("id"))),
    };

    private static ContainerRef RefOf(PageCall call)
    {
        var (_, container) = ContainerPage.Find(call);
        return new ContainerRef(container.Node, container.Id, container.Name);
    }

    private static string Short(string id) => id.Length > 12 ? id[..12] : id;
}
