namespace LyttleCluster.Service.Agent;

/// <summary>How much one caller may ask of the agent. Not settings: tests narrow them.</summary>
internal sealed record AgentLimits
{
    /// <summary>Calls of one credential in a second.</summary>
    public int CallsPerSecond { get; init; } = 20;

    /// <summary>Calls of one credential in a minute.</summary>
    public int CallsPerMinute { get; init; } = 600;

    /// <summary>The largest request body, in bytes. No call needs one; clients of the v2 API may send some.</summary>
    public int BodyBytes { get; init; } = 100 * 1024;

    /// <summary>How long a caller may take to send the head of a request: one that drips it in holds a connection otherwise.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>How many connections may be open at once.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>How long a stop waits for what is under way, first of all a reload.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
