namespace LyttleCluster.Core.Watching;

/// <summary>Every failure of this folder.</summary>
internal static class WatchErrors
{
    public const string TooSlowId = "WatchTooSlow";

    public static ClusterException TooSlow() => new(
        TooSlowId, ClusterErrorCategory.ResourceUnavailable,
        "The reader of the watch was cut off: it is so far behind that what it missed is not kept any more.",
        "Come back for a new snapshot, and read faster.");

    public static ClusterException IncludeUnknown() => new(
        "WatchIncludeUnknown", ClusterErrorCategory.InvalidArgument,
        "What to be told of cannot be read from 'include'.",
        "Name nodes, containers or events, each by an include of its own; without one all three are told.");

    public static ClusterException NodeMoved(string node) => new(
        "NodeMoved", ClusterErrorCategory.ResourceBusy,
        $"Node '{node}' was changed or removed while it was asked.",
        "Repeat the command.") { Node = node };
}
