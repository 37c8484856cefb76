using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Alerts;

/// <summary>
/// What is wrong with the containers of one node, from what its engine lists and tells. Only containers that were seen to run can die: what lay there
/// ended when the watching began is how somebody left it.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="wasDead">Containers, as <c>container/NODE/NAME</c>, that were known to have died when the process before ended.</param>
internal sealed class ContainerSigns(string node, IReadOnlySet<string> wasDead)
{
    /// <summary>How long after a signal to end a container may take to do so.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(10);

    /// <summary>So many ends within this time are a loop.</summary>
    private const int LoopDeaths = 3;

    private static readonly TimeSpan LoopWindow = TimeSpan.FromMinutes(10);

    /// <summary>How long the engine may take to start it again before that is a loop, too.</summary>
    private static readonly TimeSpan RestartPatience = TimeSpan.FromSeconds(60);

    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Sign> _signs = new(StringComparer.Ordinal);

    public static string SourceOf(string node) => $"containers/{node}";

    /// <summary>Whether anything may be wrong, so that time alone can make a difference.</summary>
    public bool IsWorthALook => _signs.Count > 0;

    /// <summary>All that are there.</summary>
    public void List(IReadOnlyList<ClusterContainer> all, DateTimeOffset now)
    {
        var ids = all.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        _running.IntersectWith(ids);
        foreach (var gone in _signs.Keys.Where(id => !ids.Contains(id)).ToList()) _signs.Remove(gone);
        foreach (var container in all) See(container, now);
    }

    /// <summary>One that is new or changed.</summary>
    public void See(ClusterContainer container, DateTimeOffset now)
    {
        var sign = _signs.GetValueOrDefault(container.Id) ?? new Sign();
        sign.Name = container.Name;
        sign.IsUnhealthy = container is { Health: ContainerHealth.Unhealthy, State: ContainerState.Running };
        sign.RestartingSince = container.State == ContainerState.Restarting ? sign.RestartingSince ?? now : null;
        switch (container.State)
        {
            case ContainerState.Running or ContainerState.Paused:
                _running.Add(container.Id);
                sign.Live();
                break;
            case ContainerState.Exited or ContainerState.Dead:
                var ran = _running.Remove(container.Id);
                var isKnown = wasDead.Contains(TargetOf(container.Name));
                if ((ran && !IsAskedToEnd(sign, container.ExitCode, now)) || isKnown) sign.Die(container.ExitCode, now);
                break;
        }

        Keep(container.Id, sign, now);
    }

    public void Forget(string id)
    {
        _running.Remove(id);
        _signs.Remove(id);
    }

    /// <summary>Something its engine told.</summary>
    public void Hear(ClusterEvent told, DateTimeOffset now)
    {
        if (told.Type != "container" || told.Id.Length == 0) return;
        switch (told.Action)
        {
            case "kill" when IsToEnd(told.Attributes.GetValueOrDefault("signal")):
                Change(told, now, sign => sign.AskedToEndAt = now);
                break;
            case "stop":
                Change(told, now, sign => { sign.AskedToEndAt = now; sign.Live(); });
                break;
            case "oom":
                Change(told, now, sign => sign.WasOutOfMemory = true);
                break;
            case "die" or "died":
                _running.Remove(told.Id);
                Change(told, now, sign => End(sign, CodeOf(told), now));
                break;
            case "start":
                _running.Add(told.Id);
                Change(told, now, sign => { sign.AskedToEndAt = null; sign.WasOutOfMemory = false; sign.Live(); });
                break;
            case "destroy" or "remove":
                Forget(told.Id);
                break;
        }
    }

    /// <summary>What is wrong now.</summary>
    public IReadOnlyList<AlertCondition> Of(DateTimeOffset now, IReadOnlyList<string> owners)
    {
        var found = new List<AlertCondition>();
        foreach (var (id, sign) in _signs.ToList())
        {
            if (sign.Deaths.Count > 0) sign.ForgetDeathsBefore(now - LoopWindow);
            sign.IsLooping = sign.Deaths.Count >= LoopDeaths || (sign.IsLooping && sign.Deaths.Count > 0) || now - sign.RestartingSince >= RestartPatience;
            if (sign.IsLooping) found.Add(Make(sign, AlertRules.ContainerRestarting, EventSeverity.Error, $"is started again and again: {Counted(sign)}", owners));
            if (sign.DiedAt is not null) found.Add(Make(sign, AlertRules.ContainerDied, EventSeverity.Error, $"ended with exit code {sign.ExitCode}{(sign.WasOutOfMemory ? ", out of memory" : "")}", owners));
            if (sign.IsUnhealthy) found.Add(Make(sign, AlertRules.ContainerUnhealthy, EventSeverity.Warning, "fails its health check", owners));
            Keep(id, sign, now);
        }

        return found;
    }

    private static string Counted(Sign sign) => sign.Deaths.Count > 1 ? $"it ended {LoopDeaths} times or more within {LoopWindow.TotalMinutes:0} minutes" : "its engine does not get it to run";

    private static void End(Sign sign, int? code, DateTimeOffset now)
    {
        if (now - sign.AskedToEndAt < StopPatience) return;
        sign.Deaths.Enqueue(now);
        if (code is not (null or 0)) sign.Die(code, now);
    }

    // A list does not tell who ended it; SIGINT and SIGTERM mostly come from somebody who wants it to end.
    private static bool IsAskedToEnd(Sign sign, int? code, DateTimeOffset now) => code is null or 0 or 130 or 143 || now - sign.AskedToEndAt < StopPatience;

    private static bool IsToEnd(string? signal) => signal is "15" or "9" or "2" or "3" or "SIGTERM" or "SIGKILL" or "SIGINT" or "SIGQUIT" or "TERM" or "KILL" or "INT" or "QUIT";

    private static int? CodeOf(ClusterEvent told) =>
        int.TryParse(told.Attributes.GetValueOrDefault("exitCode") ?? told.Attributes.GetValueOrDefault("containerExitCode"), out var code) ? code : null;

    private void Change(ClusterEvent told, DateTimeOffset now, Action<Sign> change)
    {
        var sign = _signs.GetValueOrDefault(told.Id) ?? new Sign { Name = told.Name };
        change(sign);
        Keep(told.Id, sign, now);
    }

    private void Keep(string id, Sign sign, DateTimeOffset now)
    {
        if (sign.AskedToEndAt is { } asked && now - asked >= StopPatience) sign.AskedToEndAt = null;
        if (sign.IsWorthKeeping) _signs[id] = sign;
        else _signs.Remove(id);
    }

    private string TargetOf(string name) => $"container/{node}/{name}";

    private AlertCondition Make(Sign sign, AlertRule rule, EventSeverity severity, string what, IReadOnlyList<string> owners) => new()
    {
        Rule = rule.Name,
        Target = TargetOf(sign.Name),
        Node = node,
        Severity = severity,
        Summary = $"Container {Printable.Line(sign.Name)} on {node} {what}.",
        Remedy = $"Get-ClusterContainerLog -Name {Printable.Line(sign.Name)} -Node {node} -Tail 50 shows its last words.",
        Owners = owners,
    };

    private sealed class Sign
    {
        public string Name { get; set; } = "";

        public bool IsUnhealthy { get; set; }

        public DateTimeOffset? RestartingSince { get; set; }

        public DateTimeOffset? DiedAt { get; private set; }

        public int? ExitCode { get; private set; }

        public DateTimeOffset? AskedToEndAt { get; set; }

        public bool WasOutOfMemory { get; set; }

        public bool IsLooping { get; set; }

        /// <summary>When it ended, oldest first; no more than decide.</summary>
        public Queue<DateTimeOffset> Deaths { get; } = new();

        public bool IsWorthKeeping =>
            IsUnhealthy || IsLooping || WasOutOfMemory || RestartingSince is not null || DiedAt is not null || AskedToEndAt is not null || Deaths.Count > 0;

        public void Die(int? code, DateTimeOffset now) => (DiedAt, ExitCode) = (DiedAt ?? now, code);

        public void Live() => (DiedAt, ExitCode) = (null, null);

        public void ForgetDeathsBefore(DateTimeOffset time)
        {
            while (Deaths.Count > LoopDeaths || (Deaths.Count > 0 && Deaths.Peek() < time)) Deaths.Dequeue();
        }
    }
}
