namespace LyttleCluster.Core;

/// <summary>What the manager found to be wrong for longer than a moment. Changes go through <see cref="IOperations"/>.</summary>
public interface IAlerts
{
    /// <summary>Alerts, newest first.</summary>
    IAsyncEnumerable<Answer<ClusterAlert>> GetAsync(AlertQuery request, CancellationToken cancellationToken);
}

/// <summary>Asks for alerts.</summary>
public sealed record AlertQuery : NodeCall
{
    /// <summary>The names of all rules that there are.</summary>
    public static IReadOnlyList<string> KnownRules { get; } = [.. Alerts.AlertRules.All.Select(rule => rule.Name)];

    /// <summary>Only of these rules, e.g. <c>NodeUnreachable</c>, wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Only in these states; empty means those that are not over.</summary>
    public IReadOnlyList<AlertState> State { get; init; } = [];
}

/// <summary>Keeps alerts quiet for a while: they are shown, and nobody is told of them.</summary>
public sealed record SuspendAlert : ChangeRequest<ClusterAlert>
{
    /// <summary>Rules, wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Objects such as <c>container/web1/blog</c>, wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Until when; null ends a suspension.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why, for the list.</summary>
    public string? Reason { get; init; }
}
