using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>Every way in which opening a named pipe can fail. One ErrorId each.</summary>
internal static class NamedPipeErrors
{
    public static ClusterException NotWindows(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "NamedPipeNeedsWindows", ClusterErrorCategory.NotImplemented,
        $"Node {e.Node}: {e.Address} is a named pipe of Windows, and this machine does not run Windows.",
        "Use unix:///var/run/docker.sock for the engine of this machine; one on a Windows machine is reached by ssh:// or tcp://.");

    public static ClusterException AddressInvalid(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "NamedPipeAddressInvalid", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: {e.Address} does not name a pipe.", NamedPipeTarget.Rule);

    public static ClusterException NoPipe(DockerEndpoint e, NamedPipeTarget target) => Make(e, EndpointConnection.Refused, "NamedPipeNotFound", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: there is no pipe {target}, or nobody serves it, so no Docker engine runs there.",
        "Start Docker Desktop or the service 'docker', or correct the pipe's name with Set-ClusterNode -Docker.");

    public static ClusterException AccessDenied(DockerEndpoint e, NamedPipeTarget target) => Make(e, EndpointConnection.AccessDenied, "NamedPipeAccessDenied", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: user {Environment.UserName} may not open the pipe {target}.",
        "Put the user into the group docker-users and log in again, or run this as administrator.");

    public static ClusterException NotOpened(DockerEndpoint e, NamedPipeTarget target, string why) => Make(e, EndpointConnection.Unreachable, "NamedPipeNotOpened", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the pipe {target} could not be opened: {ErrorText.Printable(why).TrimEnd('.')}.", "See that the engine runs.");

    private static ClusterException Make(DockerEndpoint e, EndpointConnection connection, string id, ClusterErrorCategory category, string message, string remedy) =>
        new(id, category, message, remedy) { Node = e.Node, Connection = connection };
}
