using System.IO.Pipes;

namespace LyttleCluster.Core.Docker;

/// <summary>Opens a named pipe of Windows, as Docker Desktop and Windows' own engine have it.</summary>
internal static class NamedPipeConnector
{
    /// <summary>A pipe whose instances are all taken is free again in a moment; one that is not there does not come.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Opens the endpoint's pipe.</summary>
    /// <exception cref="ClusterException">The address is none, this is not Windows, or the pipe cannot be opened; see <see cref="NamedPipeErrors"/>.</exception>
    public static ValueTask<Stream> ConnectAsync(DockerEndpoint endpoint, CancellationToken cancellationToken)
    {
        var target = NamedPipeTarget.TryParse(endpoint.Uri) ?? throw NamedPipeErrors.AddressInvalid(endpoint);
        return OperatingSystem.IsWindows() ? OpenAsync(endpoint, target, cancellationToken) : throw NamedPipeErrors.NotWindows(endpoint);
    }

    /// <summary>The same without looking at the system: elsewhere .NET makes a named pipe of a socket file, which is enough to test it.</summary>
    internal static async ValueTask<Stream> OpenAsync(DockerEndpoint endpoint, NamedPipeTarget target, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(target.Server, target.Name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(Limit, cancellationToken);
            return pipe;
        }
        catch (Exception failure)
        {
            await pipe.DisposeAsync();
            if (WhyNot(endpoint, target, failure) is { } said) throw said;
            throw;
        }
    }

    private static ClusterException? WhyNot(DockerEndpoint endpoint, NamedPipeTarget target, Exception failure) => failure switch
    {
        TimeoutException => NamedPipeErrors.NoPipe(endpoint, target),
        UnauthorizedAccessException => NamedPipeErrors.AccessDenied(endpoint, target),
        IOException => NamedPipeErrors.NotOpened(endpoint, target, failure.Message),
        _ => null,
    };
}
