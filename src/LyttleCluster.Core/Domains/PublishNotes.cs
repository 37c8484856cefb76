using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>What a step of a publish leaves before it begins, so that whoever finds it can finish or put it back: the entries of one place, before and after.</summary>
internal sealed record PublishNotes
{
    /// <summary>What such notes are known by.</summary>
    public const string Kind = "domain-entries";

    public required PlaceKind Place { get; init; }

    /// <summary>The names of the place's nodes.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    public required IReadOnlyList<NotedChange> Changes { get; init; }

    public static PublishNotes Of(Place place, IReadOnlyList<EntryChange> changes) => new()
    {
        Place = place.Kind,
        Nodes = [.. place.Nodes.Select(node => node.Name)],
        Changes = [.. changes.Select(NotedChange.Of)],
    };

    public static PublishNotes Read(ReadOnlyMemory<byte> notes) =>
        JsonSerializer.Deserialize(notes.Span, StateJson.Default.PublishNotes) ?? throw new JsonException("notes hold null");

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StateJson.Default.PublishNotes);
}

/// <summary>One change of an entry as it is noted.</summary>
internal sealed record NotedChange
{
    public required EntryAction Action { get; init; }

    public required string Domain { get; init; }

    public required string Shown { get; init; }

    public int? Id { get; init; }

    /// <summary>What it said; null for one that was made.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>What it was to say; null for one that was taken away.</summary>
    public JsonElement? After { get; init; }

    public NginxEntry? EntryBefore => Before is { } before ? NginxEntryJson.Read(before) : null;

    public NginxEntry? EntryAfter => After is { } after ? NginxEntryJson.Read(after) : null;

    public static NotedChange Of(EntryChange change) => new()
    {
        Action = change.Action,
        Domain = change.Domain,
        Shown = change.Shown,
        Id = change.Id,
        Before = ToJson(change.Before),
        After = ToJson(change.After),
    };

    private static JsonElement? ToJson(NginxEntry? entry) => entry is null ? null : JsonElement.Parse(NginxEntryJson.Write(entry));
}
