using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Nodes;

/// <summary>Every failure of this folder.</summary>
internal static class NodeErrors
{
    public static ClusterException NotFound(string name) => new(
        "NodeNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no node '{name}' in this cluster.",
        "Get-ClusterNode lists the nodes; Add-ClusterNode adds one.") { Node = name };

    public static ClusterException Exists(string name) => new(
        "NodeExists", ClusterErrorCategory.ResourceExists,
        $"Node '{name}' is in this cluster already.",
        "Change it with Set-ClusterNode, or choose another name.") { Node = name };

    public static ClusterException EndpointInUse(string name, Uri uri, string other) => new(
        "NodeEndpointInUse", ClusterErrorCategory.ResourceExists,
        $"Node '{name}' was not stored: {uri} is {(uri.Scheme is "http" or "https" ? "the nginx_api" : "the Docker endpoint")} of node '{other}' already.",
        $"Use node '{other}', or give another endpoint.") { Node = name };

    public static ClusterException GivenTwice(string name) => new(
        "NodeGivenTwice", ClusterErrorCategory.InvalidArgument,
        $"Node '{name}' was given twice; the first one counts.",
        "Give each node a name of its own.") { Node = name };

    public static ClusterException EndpointGivenTwice(string name, Uri uri, string other) => new(
        "NodeEndpointGivenTwice", ClusterErrorCategory.InvalidArgument,
        $"Node '{name}' was not stored: {uri} was given for node '{other}' already.",
        "Give each node an endpoint of its own.") { Node = name };

    public static ClusterException NameInvalid(string name) => new(
        "NodeNameInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{Printable.Line(name)}' cannot be a node's name.",
        "Use 1 to 63 letters, digits, '.', '_' or '-', beginning with a letter or digit.") { TargetName = name };

    public static ClusterException SettingInvalid(string node, string setting, string value, string rule) => new(
        "NodeSettingInvalid", ClusterErrorCategory.InvalidArgument,
        $"Node '{Printable.Line(node)}': '{Printable.Line(value)}' cannot be its {setting}.",
        rule) { Node = node, TargetName = setting };

    public static ClusterException WithoutEndpoint(string node) => new(
        "NodeWithoutEndpoint", ClusterErrorCategory.InvalidArgument,
        $"Node '{node}' would have no endpoint at all.",
        "Give -Docker, -NginxApi, or both.") { Node = node };

    public static ClusterException NoDocker(string node) => new(
        "NodeWithoutDocker", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' has no Docker endpoint.",
        $"Set one: Set-ClusterNode -Node {node} -Docker URI") { Node = node };

    public static ClusterException NoNginxApi(string node) => new(
        "NodeWithoutNginxApi", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' has no nginx_api.",
        $"Set one: Set-ClusterNode -Node {node} -NginxApi URI. A plain nginx gets one from the agent (lyttle-cluster agent).") { Node = node };

    public static ClusterException ProbeFailed(string node, ClusterException cause) => new(
        "NodeProbeFailed", cause.Category,
        $"Node '{node}' was not added: {cause.Message}",
        // There is no node yet that could be set.
        $"{cause.Remedy.Replace("Set-ClusterNode", "Add-ClusterNode", StringComparison.Ordinal)} To add it all the same, use -SkipProbe.") { Node = node };

    public static ClusterException ContextUnreadable(string file, string why) => new(
        "DockerContextUnreadable", ClusterErrorCategory.ReadError,
        $"The Docker context '{file}' cannot be used: {why}.",
        "docker context inspect shows it; docker context rm removes a broken one.") { TargetName = file };

    public static ClusterException NotFoundOut(string host, ClusterException cause) => new(
        "NginxClusterNotAsked", cause.Category,
        $"The cluster of '{host}' could not be asked for its nodes: {cause.Message}",
        // There is no node yet that could be set.
        cause.Remedy.Replace("Set-ClusterNode", "Find-ClusterNode", StringComparison.Ordinal)) { TargetName = host };

    public static ClusterException SwarmOfSeveral(string name, int count) => new(
        "SwarmNodeAmbiguous", ClusterErrorCategory.InvalidArgument,
        $"'{Printable.Line(name)}' means {count} nodes; a swarm is asked through one.",
        "Name one node that is a manager of the swarm.") { TargetName = name };

    public static ClusterException SwarmNotActive(string node) => new(
        "SwarmNotActive", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' belongs to no Docker Swarm.",
        "Name a node that is a manager of the swarm; docker info says what an engine is (Swarm).") { Node = node };

    public static ClusterException SwarmNotReady(string node, string state, string? said) => new(
        "SwarmNotReady", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' cannot speak for its swarm, which is '{Printable.Line(state)}' there{(string.IsNullOrEmpty(said) ? "" : $": {Printable.Line(said)}")}.",
        "Name another manager of the swarm, or see to this one: docker info (docker swarm unlock, where it is locked).") { Node = node };

    public static ClusterException SwarmNotManager(string node, IEnumerable<string> managers) => new(
        "SwarmNotManager", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' is a worker of its swarm: only a manager knows the others.",
        string.Join(", ", managers) is { Length: > 0 } known ? $"Ask a manager; it knows of {Printable.Line(known)}." : "Ask a manager of the swarm.") { Node = node };

    public static ClusterException NoAgent(string node, string why) => new(
        "NodeWithoutAgent", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' cannot be restarted from here: {why}, and only our agent restarts hosts.",
        "Run lyttle-cluster agent --allow-reboot there and give its address with Set-ClusterNode -NginxApi, or restart the host by other means.") { Node = node };

    public static ClusterException RestartUnknown(string node, ClusterException cause) => new(
        "NodeRestartUnknown", cause.Category,
        $"Whether node '{node}' restarts is not known: {cause.Message}",
        "Look at its Uptime with Get-ClusterNode before repeating it; -Wait looks by itself.") { Node = node };

    public static ClusterException RestartTimedOut(string node, TimeSpan wait, bool isAnew, ClusterNode seen) => new(
        "NodeRestartTimedOut", ClusterErrorCategory.OperationTimeout,
        isAnew
            ? $"Node '{node}' was restarted, but is not well after {wait.TotalSeconds:0} s of waiting: {seen.Reason ?? seen.Status.ToString()}"
            : $"Node '{node}' was not seen to restart within {wait.TotalSeconds:0} s: {seen.Reason ?? $"it runs for {seen.Uptime?.TotalSeconds:0} s"}",
        "Test-ClusterNode shows what stands in the way; -WaitSec waits longer.") { Node = node };

    public static ClusterException WaitTimedOut(string node, TimeSpan wait, NodeStatus status, string? reason) => new(
        "NodeWaitTimedOut", ClusterErrorCategory.OperationTimeout,
        $"Node '{node}' is {status} after {wait.TotalSeconds:0} s of waiting{(reason is null ? "." : $": {reason}")}",
        "Test-ClusterNode shows what stands in the way; -WaitSec waits longer.") { Node = node };
}
