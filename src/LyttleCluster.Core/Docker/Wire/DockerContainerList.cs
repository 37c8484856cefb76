using System.Text.Json;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>An engine's list of all its containers, as it came. Whoever is done with the bytes disposes of it.</summary>
/// <param name="endpoint">The engine.</param>
/// <param name="observedAt">When it came, in UTC.</param>
/// <param name="body">The answer of <c>GET /containers/json</c>.</param>
internal sealed class DockerContainerList(DockerEndpoint endpoint, DateTimeOffset observedAt, AnswerBody body) : IDisposable
{
    public DateTimeOffset ObservedAt => observedAt;

    /// <summary>The bytes, which can be kept and read again by <see cref="ContainerListReader"/>.</summary>
    public ReadOnlyMemory<byte> Body => body.Bytes;

    /// <summary>The containers in it.</summary>
    /// <exception cref="ClusterException">It is not such a list.</exception>
    public ClusterContainer[] Parse()
    {
        try
        {
            return ContainerListReader.Read(Body.Span, endpoint.Node, observedAt);
        }
        catch (JsonException failure)
        {
            throw AnswerJson.WhyNot(endpoint.Errors, Body.Span, failure);
        }
    }

    public void Dispose() => body.Dispose();
}
