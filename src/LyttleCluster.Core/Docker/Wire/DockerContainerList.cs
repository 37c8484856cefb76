using System.Text.Json;

namespace LyttleCluster.Core.Docker;

/// <summary>All containers of an engine, and the bytes they were read from, which can be kept and parsed again.</summary>
/// <param name="Body">The answer of <c>GET /containers/json</c>, as it came.</param>
/// <param name="Containers">The containers in it.</param>
internal sealed record DockerContainerList(ReadOnlyMemory<byte> Body, IReadOnlyList<DockerContainer> Containers)
{
    /// <summary>Parses an answer, new or stored.</summary>
    /// <exception cref="JsonException">It is not such an answer.</exception>
    public static DockerContainerList Parse(ReadOnlyMemory<byte> body) =>
        new(body, JsonSerializer.Deserialize(body.Span, DockerJson.Default.DockerContainerArray) ?? []);
}
