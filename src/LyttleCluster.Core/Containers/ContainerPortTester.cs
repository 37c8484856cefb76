using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>
/// Tries to connect to a container's port where its host publishes it, from here: what a client of the container would meet.
/// </summary>
internal sealed class ContainerPortTester(ContainerFinder finder, TimeProvider time)
{
    /// <summary>How long the engine's proxy may take to find out that nobody listens inside.</summary>
    private static readonly TimeSpan ProxyVerdict = TimeSpan.FromMilliseconds(250);

    public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(ContainerPortTest request, CancellationToken cancellationToken) =>
        NodeFanOut.ContinueAsync<ContainerTarget, ClusterCheck>(
            finder.FindTargetsAsync(request, cancellationToken),
            request.ThrottleLimit,
            target => target.Node.Name,
            async (target, results, stop) => await results.WriteAsync(await TestAsync(target.Container, target.Node, request, stop), stop),
            cancellationToken);

    private async Task<ClusterCheck> TestAsync(ClusterContainer container, StoredNode node, ContainerPortTest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var published = container.Ports.FirstOrDefault(port => port.ContainerPort == request.Port && port.HostPort is not null && port.Protocol == "tcp");
        var check = new ClusterCheck { Node = container.Node, Check = "ContainerPort", Target = $"{container.Name}:{request.Port}", Passed = false, Detail = "" };
        if (published is null)
        {
            return check with
            {
                Detail = container.State == ContainerState.Running ? "the port is not published on the host" : $"the container is {container.StateText}",
                Remedy = container.State == ContainerState.Running ? "Publish the port when the container is made." : "Start-ClusterContainer starts it.",
            };
        }

        if (IsOutOfReach(node.Document.Settings.Docker, published.HostAddress))
        {
            return check with { Detail = $"the port is published on the host's own address {published.HostAddress} only", Remedy = "Publish the port on an address that others reach." };
        }

        var host = HostOf(node, published);
        var target = $"{container.Name}:{request.Port} at {host}:{published.HostPort}";
        var failure = await ConnectAsync(host, published.HostPort!.Value, request.Timeout, cancellationToken);
        return check with
        {
            Target = target,
            Passed = failure is null,
            Detail = failure ?? "took the connection",
            Remedy = failure is null ? null : "Look at the container's log, and for a firewall between here and the node.",
            Duration = time.GetElapsedTime(started),
        };
    }

    /// <summary>A loopback address of another machine: connecting to it from here would test this machine instead.</summary>
    internal static bool IsOutOfReach(Uri? docker, string? hostAddress) =>
        docker is { Scheme: not ("unix" or "npipe"), IsLoopback: false } && IPAddress.TryParse(hostAddress, out var address) && IPAddress.IsLoopback(address);

    /// <summary>A port bound to every address of the host is tried where the node is reached.</summary>
    private static string HostOf(StoredNode node, ClusterPort port)
    {
        if (port.HostAddress is { Length: > 0 } and not "0.0.0.0" and not "::") return port.HostAddress;
        return NodeView.Configured(node).Address is [var address, ..] ? address : "localhost";
    }

    private static async Task<string?> ConnectAsync(string host, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, limit.Token);
            return await IsClosedAtOnceAsync(socket, cancellationToken) ? "the connection was closed at once: nothing listens inside the container" : null;
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {timeout.TotalSeconds:0.#} s";
        }
    }

    /// <summary>
    /// The engine's own proxy on the host takes every connection, and closes it when nobody takes it inside. A server that
    /// waits for its client to speak, or greets it, does not.
    /// </summary>
    private static async Task<bool> IsClosedAtOnceAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProxyVerdict);
        try
        {
            return await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, limit.Token) == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
