namespace LyttleCluster.Core.Docker;

/// <summary>One request to an engine.</summary>
internal sealed record DockerCall
{
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query, without the version, e.g. <c>/containers/json?all=1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>How long the network may be silent.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>JSON to send; null: no body.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The container it is about, for messages; null when it is about none.</summary>
    public string? Container { get; init; }

    /// <summary>An answer that may rightly be quiet for hours once it has begun: silence limits only the time until then.</summary>
    public bool Endless { get; init; }

    /// <summary>Whether the path goes out without a version (only <c>/_ping</c>).</summary>
    public bool Unversioned { get; init; }

    public static DockerCall Get(string path, TimeSpan silence) => new() { Method = HttpMethod.Get, Path = path, Silence = silence };

    public static DockerCall Of(HttpMethod method, string container, string path, TimeSpan silence) =>
        new() { Method = method, Path = $"/containers/{Uri.EscapeDataString(container)}{path}", Container = container, Silence = silence };
}
