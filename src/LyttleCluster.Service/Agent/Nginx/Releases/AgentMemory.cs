using System.Text.Json;
using System.Text.Json.Serialization;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Nginx.Releases;

/// <summary>What the agent keeps about its nginx over its own restarts, in a file of its data folder.</summary>
internal sealed record AgentMemory
{
    /// <summary>The port of the release answer, chosen once; null until it is needed.</summary>
    public int? Port { get; init; }

    /// <summary>Why no release answer is asked for (nginx cannot have the listener, e.g. under SELinux); null when it can.</summary>
    public string? ListenerRefused { get; init; }

    /// <summary>A reload that has begun; what is left of it after a restart is settled from what nginx shows.</summary>
    public PendingReload? Pending { get; init; }

    public LastReload? LastReload { get; init; }

    /// <summary>Since when nginx runs something else than the configuration says; null when it does not.</summary>
    public DateTimeOffset? NotTakenSince { get; init; }

    /// <summary>Who served when that was seen: when all of them are replaced, somebody else's reload was taken.</summary>
    public IReadOnlyList<ProcessIdentity> KeptWorkers { get; init; } = [];
}

/// <summary>A reload between its beginning and its end.</summary>
internal sealed record PendingReload
{
    public required string Release { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The snippet's file as nginx names it; null when there is none.</summary>
    public string? SnippetFile { get; init; }

    /// <summary>What is to stand in it; null when it is not to be there.</summary>
    public string? Snippet { get; init; }

    /// <summary>What stood in it before; null when it did not exist.</summary>
    public string? PreviousSnippet { get; init; }

    /// <summary>Which configuration release is to be live after it; null when it is to stay as it is.</summary>
    public PendingConfiguration? Configuration { get; init; }

    /// <summary>Under which id that was asked for.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Whether nginx was, or was about to be, signalled.</summary>
    public bool Signalled { get; init; }

    /// <summary>All workers before the signal.</summary>
    public IReadOnlyList<ProcessIdentity> Before { get; init; } = [];

    /// <summary>Where the error logs ended before, by log.</summary>
    public IReadOnlyDictionary<string, string> LogEnds { get; init; } = new Dictionary<string, string>();
}

/// <summary>The configuration release of a reload that has begun.</summary>
/// <param name="Id">Which one.</param>
/// <param name="IsNew">Whether it was made for this reload: it goes when nginx does not take it.</param>
/// <param name="DraftFollows">Whether the draft becomes its entries once it is live.</param>
internal sealed record PendingConfiguration(string Id, bool IsNew, bool DraftFollows);

/// <summary>Keeps <see cref="AgentMemory"/>; every change replaces the file as a whole.</summary>
internal sealed class AgentMemoryFile
{
    private readonly DurableSteps _steps;
    private readonly string _path;
    private readonly Lock _gate = new();
    private AgentMemory _now;

    public AgentMemoryFile(string folder, DurableSteps steps)
    {
        _steps = steps;
        _path = Path.Combine(folder, "nginx.json");
        _now = Load(_path);
    }

    public AgentMemory Now
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    /// <summary>Changes and writes it.</summary>
    public void Change(Func<AgentMemory, AgentMemory> change)
    {
        lock (_gate)
        {
            var next = change(_now);
            if (next == _now) return;
            try
            {
                _steps.Do(DurableSteps.WriteMemory, () => DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(next, AgentMemoryJson.Default.AgentMemory)));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw NginxErrors.MemoryNotWritable(_path, failure.Message);
            }

            _now = next;
        }
    }

    /// <summary>A file that cannot be read is as good as none: what it said can be found out again.</summary>
    private static AgentMemory Load(string path)
    {
        try
        {
            var memory = JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentMemoryJson.Default.AgentMemory) ?? new AgentMemory();
            // What another version did not write is null here, whatever it is in a new one.
            return memory with { KeptWorkers = memory.KeptWorkers ?? [], Pending = memory.Pending is { } pending ? pending with { Before = pending.Before ?? [], LogEnds = pending.LogEnds ?? new Dictionary<string, string>() } : null };
        }
        catch (Exception missing) when (missing is IOException or JsonException or UnauthorizedAccessException)
        {
            return new AgentMemory();
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentMemory))]
internal sealed partial class AgentMemoryJson : JsonSerializerContext;
