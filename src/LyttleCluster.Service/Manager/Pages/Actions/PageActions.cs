namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>What can be done from the pages.</summary>
internal static class PageActions
{
    public static IReadOnlyList<IPageAction> All { get; } =
    [
        ContainerActions.Start,
        ContainerActions.Stop,
        ContainerActions.Restart,
        NodeActions.Suspend,
        NodeActions.Resume,
        NodeActions.Approve,
        NginxActions.Reload,
        DomainActions.Add,
        DomainActions.Edit,
        DomainActions.Publish,
        DomainActions.PublishAll,
        DomainActions.Remove,
        OperationActions.Undo,
        OperationActions.Resume,
        AlertActions.Suspend,
        TokenActions.Remove,
    ];
}
