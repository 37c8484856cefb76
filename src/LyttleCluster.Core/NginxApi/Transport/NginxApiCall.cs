namespace LyttleCluster.Core.NginxApi;

/// <summary>One request to an nginx_api.</summary>
internal sealed record NginxApiCall
{
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>How long the network may be silent.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>JSON to send; null: no body.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Sent without credentials, to see what is answered then.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The id under which the node's records of it can be found again (1 to 128 of <c>A-Z a-z 0-9 . _ : -</c>).</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The state (<see cref="NginxApiAnswer.ETag"/>) that what it changes must be in; null: any.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The largest answer; null: <see cref="NginxApiEndpoint.MaxAnswerBytes"/>.</summary>
    public int? MaxAnswerBytes { get; init; }

    public static NginxApiCall Get(string path, TimeSpan silence) => new() { Method = HttpMethod.Get, Path = path, Silence = silence };

    public static NginxApiCall Post(string path, TimeSpan silence) => new() { Method = HttpMethod.Post, Path = path, Silence = silence };
}
