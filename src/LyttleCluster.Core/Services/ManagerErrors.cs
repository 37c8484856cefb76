namespace LyttleCluster.Core.Services;

/// <summary>Every way in which starting and stopping a manager can fail.</summary>
internal static class ManagerErrors
{
    public static ClusterException AlreadyRuns(ManagerNote note) => Of(
        "ManagerAlreadyRuns", ClusterErrorCategory.ResourceExists, note.StatePath,
        $"A manager already runs on '{note.StatePath}': process {note.ProcessId}{At(note)}{By(note)}.",
        "Connect to it (Connect-Cluster -Manager), stop it (Stop-ClusterManager), or start a second one that only watches: -ReadOnly.");

    public static ClusterException ProgramMissing(string expected) => Of(
        "ManagerProgramMissing", ClusterErrorCategory.ObjectNotFound, expected,
        $"The program of the manager is not there: '{expected}'.",
        "Build it (./build.sh build), or install the whole package: bin/service belongs to the module.");

    public static ClusterException NotStarted(string statePath, int? exitCode, string words) => Of(
        "ManagerNotStarted", ClusterErrorCategory.ResourceUnavailable, statePath,
        exitCode is { } code ? $"The manager ended at its start, with exit code {code}: {Words(words)}" : $"The manager could not be started: {Words(words)}",
        "Correct what it says, then start it again.");

    public static ClusterException StartTooSlow(string statePath, int processId, TimeSpan waited) => Of(
        "ManagerStartTooSlow", ClusterErrorCategory.OperationTimeout, statePath,
        $"The manager (process {processId}) did not listen within {waited.TotalSeconds:0.#} s; it goes on starting.",
        "Look at its log (-LogPath), and at Get-ClusterManager.");

    public static ClusterException NotRunning(string statePath) => Of(
        "ManagerNotRunning", ClusterErrorCategory.ObjectNotFound, statePath,
        $"No manager runs on '{statePath}'.",
        "Get-ClusterManager shows those of this machine; -Path names another state file.");

    public static ClusterException StopTooSlow(ManagerNote note, TimeSpan waited) => Of(
        "ManagerStopTooSlow", ClusterErrorCategory.OperationTimeout, note.StatePath,
        $"The manager (process {note.ProcessId}) was asked to stop {waited.TotalSeconds:0.#} s ago and still runs: it lets what it began come to its end.",
        "Wait longer (-WaitSec), or end it at once (-Force): what it was doing is then left in the journal for Resume-ClusterOperation.");

    public static ClusterException StopDenied(ManagerNote note, string why) => Of(
        "ManagerStopDenied", ClusterErrorCategory.PermissionDenied, note.StatePath,
        $"The manager (process {note.ProcessId}) could not be signalled: {why}.",
        note.Service is { } service ? $"Stop it as the user it runs as, or with: systemctl stop {service}" : "Stop it as the user it runs as, or as root.");

    public static ClusterException StoppedByService(ManagerNote note) => Of(
        "ManagerIsAService", ClusterErrorCategory.InvalidOperation, note.StatePath,
        $"The manager (process {note.ProcessId}) is run by the service {note.Service}, which would start it again, and that could not be told to stop.",
        $"systemctl stop {note.Service}, as root.");

    public static ClusterException NoteUnreadable(string path) => Of(
        "ManagerNoteUnreadable", ClusterErrorCategory.PermissionDenied, path,
        $"'{path}' may not be read by this user ({Environment.UserName}), so whether a manager runs there is not known.",
        "Ask as the user that the manager runs as, or as root.");

    private static string At(ManagerNote note) => note.Uri is { } uri ? $", at {uri}" : "";

    private static string By(ManagerNote note) => note.Service is { } service ? $", run by {service}" : "";

    private static string Words(string words) =>
        string.Join(' ', words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) is { Length: > 0 } said ? said.TrimEnd('.') + "." : "it said nothing.";

    private static ClusterException Of(string id, ClusterErrorCategory category, string target, string message, string remedy) =>
        new(id, category, message, remedy) { TargetName = target };
}
