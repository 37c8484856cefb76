using System.Globalization;
using System.Text.Json;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Reads an engine's list of containers (<c>ContainerSummary</c>) straight into the model. By hand, because this is what comes in bulk, ten
/// thousand at a look: nothing is made between the bytes and the model, and a word that repeats is one string.
/// <para>
/// Fields that are not known are skipped, words stay words so that one of a newer engine survives, any value may be null (podman), and
/// a number may be a text.
/// </para>
/// </summary>
internal ref struct ContainerListReader
{
    private readonly string _node;
    private readonly DateTimeOffset _observedAt;
    private readonly RepeatedWords _words = new();
    private readonly List<ClusterPort> _ports = [];
    private readonly List<(string Name, string Value)> _labels = [];
    private Utf8JsonReader _json;

    private ContainerListReader(ReadOnlySpan<byte> body, string node, DateTimeOffset observedAt)
    {
        _json = new Utf8JsonReader(body);
        _node = node;
        _observedAt = observedAt;
    }

    /// <summary>The containers in an answer of <c>GET /containers/json</c>.</summary>
    /// <exception cref="JsonException">It is not such an answer.</exception>
    public static ClusterContainer[] Read(ReadOnlySpan<byte> body, string node, DateTimeOffset observedAt)
    {
        var reader = new ContainerListReader(body, node, observedAt);
        try
        {
            return reader.ReadList();
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or FormatException or OverflowException)
        {
            // What the JSON reader says of a value of another kind, a text that is not Unicode, a number that is none.
            throw new JsonException("A value is not of the kind that belongs there.", path: null, lineNumber: 0, reader._json.TokenStartIndex);
        }
    }

    private ClusterContainer[] ReadList()
    {
        var containers = new List<ClusterContainer>();
        _json.Read();
        if (Begins(JsonTokenType.StartArray))
        {
            while (NextElement())
            {
                if (Begins(JsonTokenType.StartObject)) containers.Add(ReadContainer());
            }
        }

        // Fails when anything follows.
        _json.Read();
        return [.. containers];
    }

    private ClusterContainer ReadContainer()
    {
        string? id = null, name = null, image = null, imageId = null, word = null, status = null;
        long created = 0;
        ClusterPort[] ports = [];
        var labels = ReadOnlyMap<string>.Empty;
        while (NextField())
        {
            if (IsField("Id"u8)) id = ReadText();
            else if (IsField("Names"u8)) name = ReadOwnName();
            else if (IsField("Image"u8)) image = ReadWord();
            else if (IsField("ImageID"u8)) imageId = ReadWord();
            else if (IsField("Created"u8)) created = ReadNumber();
            else if (IsField("Ports"u8)) ports = ReadPorts();
            else if (IsField("Labels"u8)) labels = ReadLabels();
            else if (IsField("State"u8)) word = ReadWord();
            else if (IsField("Status"u8)) status = ReadWord();
            else _json.Skip();
        }

        var state = DockerMapping.ParseState(word, status ?? "");
        return new ClusterContainer
        {
            Node = _node,
            Id = id ?? "",
            Name = DockerMapping.NameOf(name, id ?? ""),
            Image = image ?? imageId ?? "",
            State = state,
            StateText = word ?? "",
            Health = DockerMapping.ParseHealth(status ?? ""),
            Status = status ?? "",
            ExitCode = DockerMapping.ParseExitCode(state, status ?? ""),
            Ports = ports,
            Labels = labels,
            App = labels.GetValueOrDefault(DockerMapping.AppLabel),
            CreatedAt = DockerMapping.FromUnixSeconds(created),
            ObservedAt = _observedAt,
        };
    }

    /// <summary>The first name that is the container's own: one with a second slash is a link from another container.</summary>
    private string? ReadOwnName()
    {
        string? own = null;
        if (!Begins(JsonTokenType.StartArray)) return own;
        while (NextElement())
        {
            if (own is null && ReadText() is { } name && name.LastIndexOf('/') <= 0) own = name;
        }

        return own;
    }

    private ClusterPort[] ReadPorts()
    {
        if (!Begins(JsonTokenType.StartArray)) return [];
        _ports.Clear();
        while (NextElement())
        {
            if (Begins(JsonTokenType.StartObject)) _ports.Add(ReadPort());
        }

        return [.. _ports];
    }

    private ClusterPort ReadPort()
    {
        string? address = null, protocol = null;
        long inside = 0, outside = 0;
        while (NextField())
        {
            if (IsField("IP"u8)) address = ReadWord();
            else if (IsField("PrivatePort"u8)) inside = ReadNumber();
            else if (IsField("PublicPort"u8)) outside = ReadNumber();
            else if (IsField("Type"u8)) protocol = ReadWord();
            else _json.Skip();
        }

        return DockerMapping.PortOf(checked((int)inside), protocol, address, checked((int)outside));
    }

    private ReadOnlyMap<string> ReadLabels()
    {
        if (!Begins(JsonTokenType.StartObject)) return ReadOnlyMap<string>.Empty;
        _labels.Clear();
        while (NextField())
        {
            var name = ReadWord()!;
            _json.Read();
            _labels.Add((name, ReadWord() ?? ""));
        }

        // Made as large as it has to be: growing leaves as much garbage again.
        var labels = new Dictionary<string, string>(_labels.Count);
        foreach (var (name, value) in _labels) labels[name] = value;
        return labels;
    }

    // Each of these begins at a value and ends at its last token.
    private bool Begins(JsonTokenType kind) =>
        _json.TokenType == kind || (_json.TokenType == JsonTokenType.Null ? false : throw new InvalidOperationException());

    private bool NextElement() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    private bool NextField() => _json.Read() && _json.TokenType != JsonTokenType.EndObject;

    /// <summary>Whether the field has this name; if so, its value comes next.</summary>
    private bool IsField(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name) && _json.Read();

    private string? ReadText() => _json.GetString();

    /// <summary>A text that others have too.</summary>
    private string? ReadWord() => _json.TokenType == JsonTokenType.Null ? null : _words.Read(ref _json);

    private long ReadNumber() => _json.TokenType switch
    {
        JsonTokenType.Null => 0,
        JsonTokenType.String => long.Parse(_json.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => _json.GetInt64(),
    };
}
