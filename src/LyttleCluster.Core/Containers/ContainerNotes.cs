using System.Text.Json;

namespace LyttleCluster.Core.Containers;

/// <summary>A container that is to be started or stopped.</summary>
/// <param name="Reference">The container.</param>
/// <param name="WasRunning">Whether it ran when this was planned.</param>
internal sealed record PlannedContainer(ContainerRef Reference, bool WasRunning);

/// <summary>What a start or a stop leaves before it begins, so that it can be undone.</summary>
internal sealed record ContainerNotes
{
    /// <summary>What such notes are known by.</summary>
    public const string Kind = "container-state";

    public required string Node { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required bool WasRunning { get; init; }

    public static ContainerNotes Read(ReadOnlyMemory<byte> notes) =>
        JsonSerializer.Deserialize(notes.Span, StateJson.Default.ContainerNotes) ?? throw new JsonException("notes hold null");

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StateJson.Default.ContainerNotes);
}
