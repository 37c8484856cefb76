using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Docker;

/// <summary>The engine's words in a refusal (<c>ErrorResponse</c>).</summary>
internal sealed record DockerMessage
{
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

/// <summary>The answer of a wait (<c>ContainerWaitResponse</c>).</summary>
internal sealed record DockerWaitAnswer
{
    public long StatusCode { get; init; }

    public DockerWaitError? Error { get; init; }
}

/// <summary>Why a wait failed.</summary>
internal sealed record DockerWaitError
{
    public string? Message { get; init; }
}

/// <summary>The id of something that was made (<c>IdResponse</c>).</summary>
internal sealed record DockerId
{
    public string Id { get => field ?? ""; init; }
}

/// <summary>What to run in a container (<c>ExecConfig</c>).</summary>
internal sealed record DockerExecCreate
{
    public bool AttachStdout { get; init; } = true;

    public bool AttachStderr { get; init; } = true;

    public required IReadOnlyList<string> Cmd { get; init; }
}

/// <summary>How to run it (<c>ExecStartConfig</c>).</summary>
internal sealed record DockerExecStart
{
    public bool Detach { get; init; }

    public bool Tty { get; init; }
}

/// <summary>How an exec ended (<c>ExecInspectResponse</c>).</summary>
internal sealed record DockerExecDetail
{
    public bool Running { get; init; }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode { get; init; }
}
