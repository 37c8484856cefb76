using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>The body of POST /releases: many entries at once.</summary>
internal sealed class ChangeBody
{
    private const int MostEntries = 20_000;
    private readonly List<PublishProblem> _problems = [];
    private readonly List<EntryWish> _set = [];
    private readonly List<EntryRemoval> _remove = [];

    private ChangeBody()
    {
    }

    public bool DryRun { get; private set; }

    public bool TestUpstreams { get; private set; }

    /// <summary>What is wrong with its form; nothing: it can be looked at.</summary>
    public IReadOnlyList<PublishProblem> Problems => _problems;

    public EntryChange Change(string? setMatch) => new() { Set = _set, Remove = _remove, SetMatch = setMatch };

    public static ChangeBody Read(JsonElement json)
    {
        var body = new ChangeBody();
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dryRun": body.DryRun = body.Flag(property); break;
                case "testUpstreams": body.TestUpstreams = body.Flag(property); break;
                case "set": body.TakeEach(property, body.Set); break;
                case "remove": body.TakeEach(property, body.Remove); break;
                default: body.Wrong(-1, null, property.Name, $"property {property.Name} should not exist"); break;
            }
        }

        return body;
    }

    private void TakeEach(JsonProperty list, Action<JsonElement, int> take)
    {
        if (list.Value.ValueKind != JsonValueKind.Array || list.Value.GetArrayLength() > MostEntries)
        {
            Wrong(-1, null, list.Name, $"{list.Name} must be an array of at most {MostEntries} objects");
            return;
        }

        var index = 0;
        foreach (var item in list.Value.EnumerateArray()) take(item, index++);
    }

    private void Set(JsonElement json, int index)
    {
        if (Head(json, index, "entry") is not var (id, match)) return;
        if (!json.TryGetProperty("entry", out var entry))
        {
            Wrong(index, id, "entry", "entry must be an object");
            return;
        }

        var fields = EntryFields.Read(entry, before: null);
        foreach (var (field, message) in fields.Problems) Wrong(index, id, field, message);
        // Its place is kept, so that the places of the others are right.
        _set.Add(new EntryWish(id, match, fields.Problems.Count == 0 ? fields.ApplyTo(null) : new NginxEntry { Names = [], Kind = NginxEntryKind.Proxy }));
    }

    private void Remove(JsonElement json, int index)
    {
        if (Head(json, -1, null) is not var (id, match)) return;
        if (id is { } number) _remove.Add(new EntryRemoval(number, match));
        else Wrong(-1, null, "id", "id must be the number of an entry");
    }

    private (int? Id, string? Match)? Head(JsonElement json, int index, string? besides)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Wrong(index, null, "", "set and remove must be arrays of objects");
            return null;
        }

        int? id = null;
        string? match = null;
        foreach (var property in json.EnumerateObject().Where(property => property.Name != besides && property.Value.ValueKind != JsonValueKind.Null))
        {
            if (property.Name == "id" && property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out var number) && number > 0) id = number;
            else if (property.Name == "ifMatch" && property.Value.ValueKind == JsonValueKind.String) match = ETags.Plain(property.Value.GetString()!);
            else Wrong(index, null, property.Name, property.Name is "id" or "ifMatch" ? $"{property.Name} is not of its kind: id is a number from 1, ifMatch a string" : $"property {property.Name} should not exist");
        }

        return (id, match);
    }

    private bool Flag(JsonProperty property)
    {
        if (property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False) return property.Value.GetBoolean();
        Wrong(-1, null, property.Name, $"{property.Name} must be a boolean value");
        return false;
    }

    private void Wrong(int index, int? id, string field, string message) => _problems.Add(new PublishProblem(index, id, field, "EntryFieldInvalid", Formatting.Printable.Line(message)));
}
