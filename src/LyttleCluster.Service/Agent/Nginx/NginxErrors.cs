using LyttleCluster.Core.Transport;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Every way in which the control of nginx can fail to do its part.</summary>
internal static class NginxErrors
{
    public const string SnippetNotWritableId = "NginxSnippetNotWritable";

    public static ClusterException ProgramNotFound(string path) => Make("NginxProgramNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no nginx program at {path}.", "Give its path with --nginx (command -v nginx), or a container with --nginx-container.");

    public static ClusterException ProgramNotRunnable(string path, string why) => Make("NginxProgramNotRunnable", ClusterErrorCategory.PermissionDenied,
        $"{path} cannot be run: {Printable(why)}.", "Run the agent as root, or with the sudo rules it prints.");

    public static ClusterException NotNginx(string path, string said) => Make("NginxProgramUnknown", ClusterErrorCategory.InvalidArgument,
        $"What {path} -V says is not nginx's: {Printable(said)}.", "Give the path of the nginx program itself with --nginx, not of a wrapper.");

    public static ClusterException NothingChosen() => Make("NginxNotChosen", ClusterErrorCategory.InvalidArgument,
        "No nginx is named: it is not on the PATH.", "Give its path with --nginx, or its container with --nginx-container.");

    public static ClusterException ContainerNotRunning(string container) => Make("NginxContainerNotRunning", ClusterErrorCategory.InvalidOperation,
        $"The container {Printable(container)} does not run.", "Start it, then try again.");

    public static ClusterException ElsewhereContainer(string container) => Make("NginxContainerElsewhere", ClusterErrorCategory.InvalidOperation,
        $"The processes of the container {Printable(container)} are not those of this host.", "Run the agent on the host of the container, outside of any container.");

    public static ClusterException TestTimedOut(string what, TimeSpan limit) => Make("NginxTestTimedOut", ClusterErrorCategory.OperationTimeout,
        $"{what} did not end within {limit.TotalSeconds:0} s and was killed.", "See what it waits for: a host name in the configuration whose name server does not answer, or a file on a network that hangs.");

    public static ClusterException LogUnreadable(string path, string why) => Make("NginxLogUnreadable", ClusterErrorCategory.ReadError,
        $"The log {path} cannot be read: {Printable(why)}.", "Let the agent's user read it: add the user to the group that owns the log (adm on Debian), or run the agent as root.");

    public static ClusterException LogCursorInvalid() => Make("LogCursorInvalid", ClusterErrorCategory.InvalidArgument,
        "The cursor is not one that this agent gave.", "Leave it out to begin with the newest lines, then use the answer's next.");

    public static ClusterException SnippetNotWritable(string path, string why) => Make(SnippetNotWritableId, ClusterErrorCategory.WriteError,
        $"The file {path} cannot be written: {Printable(why)}.", "Run the agent as root, or with the sudo rules it prints.");

    public static ClusterException MemoryNotWritable(string path, string why) => Make("AgentDataNotWritable", ClusterErrorCategory.WriteError,
        $"The file {path} cannot be written: {Printable(why)}.", "Give a folder that the agent may write to with --data, with room left on its disk.");

    public static ClusterException SignalRefused(int pid, string why) => Make("NginxSignalRefused", ClusterErrorCategory.PermissionDenied,
        $"nginx's master process {pid} cannot be signalled: {Printable(why)}.", "Run the agent as root, or with the sudo rules it prints.");

    public static ClusterException ReleaseUnreadable(string path, string why) => Make("AgentReleaseUnreadable", ClusterErrorCategory.ReadError,
        $"The file {path} cannot be read: {Printable(why)}.", "Restore it from a backup, or remove it: what it held can be published again.");

    public static ClusterException FolderNameUnusable(string folder) => Make("AgentFolderNameUnusable", ClusterErrorCategory.InvalidArgument,
        $"nginx would read more than a name in {Printable(folder)}.", "Choose a data folder whose path has no quotes, backslashes, $, *, ? or [ with --data.");

    public static ClusterException NoIncludedFolder() => Make("NoIncludedFolder", ClusterErrorCategory.InvalidOperation,
        "http includes no folder that the agent can write to, so nothing can be published.", "Add to the http block: include conf.d/*.conf; in a container, mount that folder from the host.");

    internal static string Printable(string text) => ErrorText.Printable(text).TrimEnd('.');

    private static ClusterException Make(string id, ClusterErrorCategory category, string message, string remedy) => new(id, category, message, remedy);
}
