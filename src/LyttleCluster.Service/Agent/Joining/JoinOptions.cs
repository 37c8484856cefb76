namespace LyttleCluster.Service.Agent.Joining;

/// <summary>Which manager the agent joins, and how it proves itself there the first time.</summary>
internal sealed record JoinOptions
{
    /// <summary>The manager's address: https, or http on loopback.</summary>
    public required Uri Manager { get; init; }

    /// <summary>The file with the join token; read anew for each announcement.</summary>
    public required string TokenFile { get; init; }

    /// <summary>The CA (PEM file) of the manager's certificate; null: the machine's own trust.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The SHA-256 fingerprint of the manager's certificate; null: none is pinned.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The name that the node should get; null: the host's.</summary>
    public string? Name { get; init; }

    /// <summary>Where the manager is to reach this agent; null: where it listens.</summary>
    public Uri? Address { get; init; }

    /// <summary>Where the manager is to reach the host's engine; null: that is not said.</summary>
    public Uri? Docker { get; init; }

    /// <summary>Told of each step that outlives the process, before and after it; tests end one there.</summary>
    public Action<string>? OnStep { get; init; }

    public JoinPauses Pauses { get; init; } = new();
}

/// <summary>How long the agent waits between its calls to the manager. Not settings: tests narrow them.</summary>
internal sealed record JoinPauses
{
    /// <summary>Between heartbeats.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between the first questions of a candidate; then it asks more and more seldom.</summary>
    public TimeSpan FirstAsk { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestAsk { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After the first failure; it doubles with each.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After it was refused or removed: somebody decided, and would have to decide otherwise.</summary>
    public TimeSpan Decided { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>By how much a pause may be longer or shorter, so that agents that were started together do not call together.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>The pause after so many failures in a row.</summary>
    public TimeSpan Retry(int failures) => Doubled(FirstRetry, failures, LongestRetry);

    /// <summary>The pause after so many questions.</summary>
    public TimeSpan Ask(int asked) => Doubled(FirstAsk, asked, LongestAsk);

    /// <summary>A pause with its jitter.</summary>
    /// <param name="pause">The pause.</param>
    /// <param name="chance">0 to 1.</param>
    public TimeSpan Jittered(TimeSpan pause, double chance) => pause * (1 + (Jitter * ((2 * chance) - 1)));

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan longest)
    {
        var pause = first * Math.Pow(2, Math.Clamp(times - 1, 0, 20));
        return pause < longest ? pause : longest;
    }
}
