namespace LyttleCluster.Core.Docker;

/// <summary>
/// What is known of the engine's way of speaking. It begins as a guess and is corrected by what every answer says of the
/// engine (headers <c>Api-Version</c> and <c>Server</c>), so no round trip is spent on asking, and an engine that comes
/// back in another version is followed.
/// </summary>
internal sealed record DockerDialect
{
    /// <summary>Before the first answer.</summary>
    public static readonly DockerDialect Unheard = new() { Spoken = DockerApiVersion.FirstGuess, Engine = "" };

    /// <summary>The version that goes into the path of requests.</summary>
    public required DockerApiVersion Spoken { get; init; }

    /// <summary>The engine's newest version; null until it said so.</summary>
    public DockerApiVersion? Server { get; init; }

    /// <summary>The program that answers: <c>Docker</c>, <c>Podman</c>, or what it calls itself; empty until it answered.</summary>
    public required string Engine { get; init; }

    public bool IsPodman => Engine == Podman;

    /// <summary>Whether an engine has answered at all.</summary>
    public bool IsHeard => Server is not null;

    public const string Podman = "Podman";

    // The headers as they came: nearly always the same as the last time.
    private string? _apiVersion;
    private string? _server;

    /// <summary>The dialect after an answer with these headers.</summary>
    public DockerDialect Hear(string? apiVersion, string? server)
    {
        if (apiVersion == _apiVersion && server == _server) return this;
        if (!DockerApiVersion.TryParse(apiVersion, out var newest)) return this;
        var engine = EngineOf(server);
        return new DockerDialect
        {
            Server = newest, Engine = engine, Spoken = Choose(newest, engine == Podman), _apiVersion = apiVersion, _server = server,
        };
    }

    /// <summary>
    /// Reads the refusal of a version (400, moby <c>api/server/middleware/version.go</c>): <c>client version 1.44 is too new.
    /// Maximum supported API version is 1.41</c>, or <c>… is too old. Minimum supported API version is 1.60, please …</c>.
    /// </summary>
    /// <returns>Whether the message is such a refusal.</returns>
    public static bool IsVersionRefusal(string message, out DockerApiVersion? floor)
    {
        floor = null;
        if (!message.Contains("client version", StringComparison.OrdinalIgnoreCase)
            && !message.Contains("client API version", StringComparison.OrdinalIgnoreCase)) return false;
        const string minimum = "Minimum supported API version is ";
        var at = message.IndexOf(minimum, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return message.Contains("too new", StringComparison.OrdinalIgnoreCase) || message.Contains("newer than", StringComparison.OrdinalIgnoreCase);
        var rest = message.AsSpan(at + minimum.Length);
        var end = rest.IndexOfAny(',', ' ');
        var digits = (end < 0 ? rest : rest[..end]).TrimEnd('.');
        if (DockerApiVersion.TryParse(digits, out var parsed)) floor = parsed;
        return true;
    }

    // podman takes any version whatever it calls its own (1.40 in version 3): no engine of its is too old.
    private static DockerApiVersion Choose(DockerApiVersion newest, bool podman) =>
        podman && newest < DockerApiVersion.Oldest ? DockerApiVersion.Oldest
        : newest < DockerApiVersion.Newest ? newest
        : DockerApiVersion.Newest;

    /// <summary>The engine's name from <c>Server: Docker/20.10.24 (linux)</c> or <c>Libpod/4.3.1 (linux)</c>.</summary>
    private static string EngineOf(string? server)
    {
        if (string.IsNullOrEmpty(server)) return "Docker";
        var slash = server.IndexOf('/', StringComparison.Ordinal);
        var name = slash > 0 ? server[..slash] : server;
        return name == "Libpod" ? Podman : name;
    }
}
