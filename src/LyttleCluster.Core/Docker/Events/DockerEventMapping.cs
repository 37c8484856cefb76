using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>From an engine's event to one sentence and how much it asks for attention. A kind that is not known is told as it is.</summary>
internal static class DockerEventMapping
{
    /// <summary>The event in the model.</summary>
    public static ClusterEvent ToModel(this DockerEvent item, string node)
    {
        var (action, detail) = Split(item.Action);
        var attributes = item.Actor?.Attributes;
        var name = NameOf(item, attributes);
        return new ClusterEvent
        {
            Node = node,
            Timestamp = item.Timestamp,
            Type = item.Type.Length > 0 ? item.Type : "unknown",
            Action = action,
            Id = item.Actor?.ID ?? "",
            Name = name,
            Severity = SeverityOf(item.Type, action, detail, attributes),
            Message = Sentence(item.Type, action, detail, name, attributes),
            Attributes = WithDetail(action, detail, attributes),
        };
    }

    // health_status: healthy, exec_create: sh -c …, exec_start: sh -c …
    private static (string Action, string? Detail) Split(string action)
    {
        var colon = action.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? (action, null) : (action[..colon], action[(colon + 2)..].TrimEnd());
    }

    private static string NameOf(DockerEvent item, Dictionary<string, string>? attributes)
    {
        if (attributes?.GetValueOrDefault("name") is { Length: > 0 } name) return name;
        var id = item.Actor?.ID ?? "";
        return item.Type == "container" && id.Length > 12 ? id[..12] : id;
    }

    private static EventSeverity SeverityOf(string type, string action, string? detail, Dictionary<string, string>? attributes) => (type, action) switch
    {
        ("container", "oom") => EventSeverity.Error,
        ("container", "die" or "died") => SeverityOfExit(attributes),
        ("container", "kill" or "exec_die") => action == "kill" && attributes?.GetValueOrDefault("signal") is "9" or "SIGKILL" ? EventSeverity.Warning : SeverityOfRoutine(action),
        ("container", "health_status") => detail == "unhealthy" || attributes?.GetValueOrDefault("health_status") == "unhealthy" ? EventSeverity.Warning : EventSeverity.Information,
        ("daemon", "shutdown") => EventSeverity.Warning,
        ("network", "connect" or "disconnect") or ("volume", "mount" or "unmount") or ("image", "mount" or "unmount") => EventSeverity.Debug,
        _ => SeverityOfRoutine(action),
    };

    private static EventSeverity SeverityOfRoutine(string action) => action switch
    {
        "exec_create" or "exec_start" or "exec_die" or "exec_detach" or "exec" or "top" or "attach" or "detach" or "resize" or "archive-path" or "extract-to-dir"
            or "copy" or "export" or "init" or "sync" or "cleanup" => EventSeverity.Debug,
        _ => EventSeverity.Information,
    };

    // 130, 143 and 137 are SIGINT, SIGTERM and SIGKILL: somebody stopped it.
    private static EventSeverity SeverityOfExit(Dictionary<string, string>? attributes) => ExitCode(attributes) switch
    {
        null or "0" => EventSeverity.Information,
        "130" or "137" or "143" => EventSeverity.Warning,
        _ => EventSeverity.Error,
    };

    private static string? ExitCode(Dictionary<string, string>? attributes) =>
        attributes?.GetValueOrDefault("exitCode") ?? attributes?.GetValueOrDefault("containerExitCode");

    private static string Sentence(string type, string action, string? detail, string name, Dictionary<string, string>? attributes)
    {
        var what = type.Length == 0 ? "Something" : char.ToUpperInvariant(type[0]) + type[1..];
        var subject = ErrorText.Printable(name.Length == 0 ? what : $"{what} {name}");
        return subject + " " + Predicate(type, action, detail, attributes) + ".";
    }

    private static string Predicate(string type, string action, string? detail, Dictionary<string, string>? attributes) => (type, action) switch
    {
        ("container", "create") => $"was created from {Text(attributes, "image", "its image")}",
        ("container", "start") => "was started",
        ("container", "stop") => "was stopped",
        ("container", "restart") => "was restarted",
        ("container", "pause") => "was paused",
        ("container", "unpause") => "goes on after a pause",
        ("container", "kill") => $"was sent signal {Text(attributes, "signal", "unknown")}",
        ("container", "die" or "died") => ExitCode(attributes) is { } code ? $"ended with exit code {ErrorText.Printable(code)}" : "ended",
        ("container", "oom") => "ran out of memory",
        ("container", "destroy" or "remove") => "was removed",
        ("container", "rename") => $"was renamed from {Text(attributes, "oldName", "another name").TrimStart('/')}",
        ("container", "update") => "has new limits",
        ("container", "health_status") => $"is {ErrorText.Printable(detail ?? Text(attributes, "health_status", "of unknown health"))}",
        ("container", "exec_create" or "exec_start") => "runs a command",
        ("container", "exec_die") => $"has run a command: exit code {Text(attributes, "exitCode", "unknown")}",
        ("network", "connect") => $"was joined by container {Short(Text(attributes, "container", "unknown"))}",
        ("network", "disconnect") => $"was left by container {Short(Text(attributes, "container", "unknown"))}",
        ("image", "pull") => "was pulled",
        ("image", "delete") => "was deleted",
        ("image", "tag") => "was tagged",
        ("image", "untag") => "lost a tag",
        (_, "create") => "was created",
        (_, "destroy" or "remove") => "was removed",
        ("daemon", "reload") => "read its configuration again",
        ("daemon", "shutdown") => "is shutting down",
        _ => $"reports {ErrorText.Printable(action)}",
    };

    private static string Text(Dictionary<string, string>? attributes, string key, string otherwise) =>
        attributes?.GetValueOrDefault(key) is { Length: > 0 } value ? ErrorText.Printable(value) : otherwise;

    private static string Short(string id) => id.Length == 64 ? id[..12] : id;

    private static ReadOnlyMap<string> WithDetail(string action, string? detail, Dictionary<string, string>? attributes)
    {
        if (detail is null) return attributes ?? ReadOnlyMap<string>.Empty;
        // The rest of the action is kept beside what the engine says of the object.
        return new Dictionary<string, string>(attributes ?? []) { [action.StartsWith("exec", StringComparison.Ordinal) ? "command" : action] = detail };
    }
}
