using System.Globalization;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>From the engine's words to the model's. Pure functions; a word that is not known stays readable and never fails.</summary>
internal static class DockerMapping
{
    /// <summary>The label that says which app a container is an instance of.</summary>
    public const string AppLabel = "lyttlecluster.app";

    /// <summary>One container with all that an inspection tells.</summary>
    public static ClusterContainer ToModel(this DockerContainerDetail detail, string node, DateTimeOffset observedAt)
    {
        var word = detail.State?.Status ?? "";
        var state = ParseState(word, "");
        var ended = state is ContainerState.Exited or ContainerState.Dead or ContainerState.Restarting;
        return new ClusterContainer
        {
            Node = node,
            Id = detail.Id,
            Name = NameOf(detail.Name, detail.Id),
            Image = detail.Config?.Image ?? detail.Image ?? "",
            State = state,
            StateText = word,
            // An inspection keeps the last health of a container that has ended; lists do not, and nor do we.
            Health = state is ContainerState.Running or ContainerState.Paused ? ParseHealthWord((detail.State?.Health ?? detail.State?.Healthcheck)?.Status) : ContainerHealth.None,
            Status = StatusOf(detail, state),
            ExitCode = ended ? detail.State?.ExitCode : null,
            RestartCount = detail.RestartCount,
            Ports = PortsOf(detail.NetworkSettings?.Ports),
            Labels = LabelsOf(detail.Config?.Labels),
            App = AppOf(detail.Config?.Labels),
            CreatedAt = detail.Created?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch,
            ObservedAt = observedAt,
        };
    }

    /// <summary>
    /// The state by the engine's word; podman has words of its own (libpod <c>define/containerstate.go</c>). Without a word, as some
    /// proxies leave it out, the status sentence tells.
    /// </summary>
    public static ContainerState ParseState(string? word, string status) => word switch
    {
        "running" or "stopping" => ContainerState.Running,
        "exited" or "stopped" => ContainerState.Exited,
        "created" or "configured" or "initialized" => ContainerState.Created,
        "paused" => ContainerState.Paused,
        "restarting" => ContainerState.Restarting,
        "removing" => ContainerState.Removing,
        "dead" => ContainerState.Dead,
        null or "" => StateOfStatus(status),
        _ when HasUpperCase(word) => ParseState(word.ToLowerInvariant(), status),
        _ => ContainerState.Unknown,
    };

    /// <summary>The health at the end of the status of a list: <c>(healthy)</c>, <c>(unhealthy)</c> or <c>(health: starting)</c>.</summary>
    public static ContainerHealth ParseHealth(string status)
    {
        if (!status.EndsWith(')')) return ContainerHealth.None;
        if (status.EndsWith("(healthy)", StringComparison.Ordinal)) return ContainerHealth.Healthy;
        if (status.EndsWith("(unhealthy)", StringComparison.Ordinal)) return ContainerHealth.Unhealthy;
        if (status.EndsWith("(health: starting)", StringComparison.Ordinal) || status.EndsWith("(starting)", StringComparison.Ordinal)) return ContainerHealth.Starting;
        return status.Contains("(health: ", StringComparison.Ordinal) ? ContainerHealth.Unknown : ContainerHealth.None;
    }

    /// <summary>The health by the word of an inspection or an event.</summary>
    public static ContainerHealth ParseHealthWord(string? word) => word switch
    {
        null or "" or "none" => ContainerHealth.None,
        "starting" => ContainerHealth.Starting,
        "healthy" => ContainerHealth.Healthy,
        "unhealthy" => ContainerHealth.Unhealthy,
        _ => ContainerHealth.Unknown,
    };

    /// <summary>The exit code in <c>Exited (137) 3 minutes ago</c>; null where the process runs or never ran.</summary>
    public static int? ParseExitCode(ContainerState state, string status)
    {
        if (state is not (ContainerState.Exited or ContainerState.Dead or ContainerState.Restarting)) return null;
        var open = status.IndexOf('(', StringComparison.Ordinal);
        var close = open < 0 ? -1 : status.IndexOf(')', open);
        return close > 0 && int.TryParse(status.AsSpan(open + 1, close - open - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;
    }

    /// <summary>
    /// What a container uses, as the docker command computes it (docker/cli <c>stats_helpers.go</c>): CPU from two samples, memory without the
    /// page cache that can be given back (its counter is named differently in cgroup v1 and v2).
    /// </summary>
    /// <param name="now">The sample.</param>
    /// <param name="before">The sample before; null: the one that the engine put into <paramref name="now"/>, if any.</param>
    /// <param name="node">The node.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="observedAt">When it was asked for, where the sample has no time of its own.</param>
    public static ClusterContainerUsage ToUsage(this DockerStats now, DockerStats? before, string node, string container, DateTimeOffset observedAt) => new()
    {
        Node = node,
        Container = container,
        CpuPercent = CpuPercent(now.Cpu, before?.Cpu ?? now.PreCpu),
        MemoryBytes = UsedMemory(now.Memory),
        MemoryLimitBytes = ToLong(now.Memory?.Limit ?? 0),
        NetworkReceivedBytes = Sum(now.Networks?.Values, network => network.Received),
        NetworkSentBytes = Sum(now.Networks?.Values, network => network.Sent),
        BlockReadBytes = Sum(now.Block?.Bytes, entry => Is(entry, "read")),
        BlockWrittenBytes = Sum(now.Block?.Bytes, entry => Is(entry, "write")),
        Pids = (int)Math.Min(now.Pids?.Current ?? 0, int.MaxValue),
        ObservedAt = now.Read.Year > 1 ? now.Read.ToUniversalTime() : observedAt,
    };

    /// <summary>The engine's name for people: <c>Docker</c>, <c>podman</c>, or what it calls itself.</summary>
    public static string EngineName(DockerVersion version) => version.Engine switch
    {
        "Engine" => "Docker",
        "Podman Engine" => "podman",
        var other => ErrorText.Printable(other),
    };

    /// <summary>What the engine warns of, and what we do besides.</summary>
    public static IReadOnlyList<string> Warnings(DockerEndpoint endpoint, DockerInfo info)
    {
        var warnings = new List<string>();
        foreach (var warning in info.Warnings ?? []) warnings.Add(ErrorText.Printable(warning.Replace("WARNING: ", "", StringComparison.Ordinal)));
        if (endpoint.IsTcp && !endpoint.UsesTls && !IsLoopback(endpoint) && !warnings.Any(w => w.Contains("without encryption", StringComparison.OrdinalIgnoreCase)))
        {
            warnings.Add("The API is reached over TCP without TLS: whoever is on the network between can read and change everything, and become root on the host.");
        }

        if (endpoint.UsesTls && endpoint.CertificatePath is null)
        {
            warnings.Add("The API takes callers without a client certificate: whoever reaches the port is root on the host.");
        }

        if (info.LoggingDriver is "none") warnings.Add("The default logging driver is none: containers keep no log.");
        if (info.OSType is { Length: > 0 } and not "linux") warnings.Add($"The engine runs {ErrorText.Printable(info.OSType)} containers, which is not tested.");
        return warnings;
    }

    /// <summary>A name without its leading slash; the beginning of the id where there is none.</summary>
    public static string NameOf(string? name, string id) => name is { Length: > 0 } ? name.TrimStart('/') : id.Length > 12 ? id[..12] : id;

    /// <summary>A port of a list.</summary>
    public static ClusterPort PortOf(int inside, string? protocol, string? address, int outside) => new()
    {
        ContainerPort = inside,
        Protocol = protocol is { Length: > 0 } ? protocol : "tcp",
        HostPort = outside > 0 ? outside : null,
        // podman leaves the address empty where it means all.
        HostAddress = outside <= 0 ? null : string.IsNullOrEmpty(address) ? "0.0.0.0" : address,
    };

    /// <summary>A time of a list.</summary>
    public static DateTimeOffset FromUnixSeconds(long seconds) =>
        seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;

    private static bool IsLoopback(DockerEndpoint endpoint) => endpoint.Uri.IsLoopback;

    private static ClusterPort[] PortsOf(Dictionary<string, IReadOnlyList<DockerPortBinding>?>? ports)
    {
        var found = new List<ClusterPort>();
        foreach (var (name, bindings) in ports ?? [])
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            if (!int.TryParse(slash < 0 ? name : name.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var inside)) continue;
            var port = new ClusterPort { ContainerPort = inside, Protocol = slash < 0 ? "tcp" : name[(slash + 1)..] };
            if (bindings is not { Count: > 0 }) found.Add(port);
            foreach (var binding in bindings ?? []) found.Add(port with { HostAddress = string.IsNullOrEmpty(binding.HostIp) ? "0.0.0.0" : binding.HostIp, HostPort = ToPort(binding.HostPort) });
        }

        return [.. found];
    }

    private static int? ToPort(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;

    private static ReadOnlyMap<string> LabelsOf(Dictionary<string, string>? labels) => labels ?? ReadOnlyMap<string>.Empty;

    private static string? AppOf(Dictionary<string, string>? labels) => labels?.GetValueOrDefault(AppLabel);

    private static ContainerState StateOfStatus(string status) => status switch
    {
        _ when status.StartsWith("Up", StringComparison.Ordinal) => status.Contains("(Paused)", StringComparison.Ordinal) ? ContainerState.Paused : ContainerState.Running,
        _ when status.StartsWith("Exited", StringComparison.Ordinal) => ContainerState.Exited,
        _ when status.StartsWith("Created", StringComparison.Ordinal) => ContainerState.Created,
        _ when status.StartsWith("Restarting", StringComparison.Ordinal) => ContainerState.Restarting,
        _ when status.StartsWith("Dead", StringComparison.Ordinal) => ContainerState.Dead,
        _ when status.StartsWith("Removal", StringComparison.Ordinal) => ContainerState.Removing,
        _ => ContainerState.Unknown,
    };

    /// <summary>An inspection has no sentence: one in the manner of the lists, with times instead of ages.</summary>
    private static string StatusOf(DockerContainerDetail detail, ContainerState state)
    {
        var health = (detail.State?.Health ?? detail.State?.Healthcheck)?.Status;
        return state switch
        {
            ContainerState.Running or ContainerState.Paused => $"Up since {Time(detail.State?.StartedAt)}{(state == ContainerState.Paused ? " (Paused)" : health is { Length: > 0 } and not "none" ? $" ({health})" : "")}",
            ContainerState.Exited => $"Exited ({detail.State?.ExitCode}) at {Time(detail.State?.FinishedAt)}",
            ContainerState.Restarting => $"Restarting ({detail.State?.ExitCode})",
            _ => detail.State?.Status ?? "",
        };
    }

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static double? CpuPercent(DockerCpuStats? now, DockerCpuStats? before)
    {
        if (now?.Usage is not { } usage || before?.Usage is not { } earlier || before.System == 0) return null;
        if (now.System <= before.System || usage.Total < earlier.Total) return null;
        var processors = now.OnlineCpus > 0 ? now.OnlineCpus : usage.PerCpu?.Count ?? 0;
        return (double)(usage.Total - earlier.Total) / (now.System - before.System) * Math.Max(1, processors) * 100;
    }

    private static long UsedMemory(DockerMemoryStats? memory)
    {
        if (memory is null) return 0;
        var cache = memory.Stats is not { } stats ? 0
            : stats.TryGetValue("total_inactive_file", out var v1) ? v1
            : stats.GetValueOrDefault("inactive_file");
        return ToLong(cache < memory.Usage ? memory.Usage - cache : memory.Usage);
    }

    private static ulong Is(DockerBlockEntry entry, string operation) =>
        string.Equals(entry.Operation, operation, StringComparison.OrdinalIgnoreCase) ? entry.Value : 0;

    private static long Sum<T>(IEnumerable<T>? items, Func<T, ulong> of)
    {
        var sum = 0UL;
        foreach (var item in items ?? []) sum += of(item);
        return ToLong(sum);
    }

    // An engine without a limit says 2^63 and more.
    private static long ToLong(ulong value) => value > long.MaxValue ? long.MaxValue : (long)value;

    private static bool HasUpperCase(string word) => word.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0;
}
