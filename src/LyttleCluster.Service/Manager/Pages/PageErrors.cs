using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>What a page refuses by itself.</summary>
internal static class PageErrors
{
    public static ClusterException OutputUnknown(string word) => new(
        "PageOutputUnknown", ClusterErrorCategory.InvalidArgument,
        $"'{Printable.Line(word)}' is no form of a list.",
        "Use output=text, output=json or output=csv, or leave it out.");

    public static ClusterException SortUnknown(string key) => new(
        "PageSortUnknown", ClusterErrorCategory.InvalidArgument,
        $"'{Printable.Line(key)}' is nothing that this list can be sorted by.",
        "Use the links in the head of the table.");

    public static ClusterException ValueInvalid(string name, string value, string expected) => new(
        "PageValueInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{Printable.Line(value)}' cannot be the value of {name}.",
        $"Give {expected}.");

    public static ClusterException NotFound(string path) => new(
        "PageNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no page {Printable.Line(path)}.",
        "Start from the status page.");

    public static ClusterException NodeNotFound(string name) => new(
        "PageNodeNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no node '{Printable.Line(name)}' in this cluster.",
        "The list of nodes has those there are.") { TargetName = name };

    public static ClusterException ContainerNotFound(string node, string id) => new(
        "PageContainerNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node '{Printable.Line(node)}' has no container {Printable.Line(id)}: it was removed, or made anew under another id.",
        "The list of containers has those there are.") { Node = node, TargetName = id };

    public static ClusterException NginxNotFound(string node) => new(
        "PageNginxNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node '{Printable.Line(node)}' has no nginx_api.",
        "The list of nginx has the nodes that have one.") { Node = node };

    public static ClusterException AgentNotFound(string id) => new(
        "PageAgentNotFound", ClusterErrorCategory.ObjectNotFound,
        $"No agent waits under the id {Printable.Line(id)}: it was approved or refused meanwhile, or has given up.",
        "The list of nodes tells which agents wait.") { TargetName = id };

    public static ClusterException FormInvalid() => new(
        "PageFormInvalid", ClusterErrorCategory.InvalidArgument,
        "What was sent is no form that this page made.",
        "Go back, load the page anew, and send it again.");

    public static ClusterException Stopped() => new(
        "PageActionStopped", ClusterErrorCategory.ResourceUnavailable,
        "The manager stops, and could not wait for the rest of it.",
        "The journal tells how far it came, and can resume it.");

    public static ClusterException Unexpected() => new(
        "PageFailed", ClusterErrorCategory.NotSpecified,
        "Something went wrong in the manager itself. What it was stands in its log.",
        "Look at the log of the manager, and try again.");
}
