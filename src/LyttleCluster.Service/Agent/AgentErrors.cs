namespace LyttleCluster.Service.Agent;

/// <summary>Why the agent does not start, or cannot do its own part.</summary>
internal static class AgentErrors
{
    public static ClusterException TwoNginx() => new(
        "AgentTwoNginx", ClusterErrorCategory.InvalidArgument,
        "--nginx and --nginx-container are both given.",
        "Give one of them: an agent stands beside one nginx.");

    public static ClusterException DockerWithoutContainer() => new(
        "AgentDockerWithoutContainer", ClusterErrorCategory.InvalidArgument,
        "--docker names the engine of nginx's container, and no container is named.",
        "Give --nginx-container NAME, or leave --docker out.");

    public static ClusterException DataFolderUnusable(string folder, string why) => new(
        "AgentDataFolderUnusable", ClusterErrorCategory.WriteError,
        $"The data folder {folder} cannot be used: {why}.",
        "Give this user the right to write there, or choose another folder with --data.");

    public static ClusterException DataFolderTaken(string folder) => new(
        "AgentDataFolderTaken", ClusterErrorCategory.ResourceBusy,
        $"Another agent uses the data folder {folder}.",
        "Stop that agent, or give this one a folder of its own with --data.");

    public static ClusterException ApiKeyLineInvalid(string path, int line, string why) => new(
        "AgentApiKeyLineInvalid", ClusterErrorCategory.InvalidData,
        $"--api-key-file {path}, line {line}: {why}.",
        "A line is 'KEY' or 'KEY viewer', 'KEY operator', 'KEY platform-admin'; a new key: openssl rand -hex 32.") { TargetName = path };

    public static ClusterException ApiKeyFileEmpty(string path) => new(
        "AgentApiKeyFileEmpty", ClusterErrorCategory.InvalidData,
        $"--api-key-file {path} holds no key.",
        $"Write one: (umask 077; openssl rand -hex 32 > {path}).") { TargetName = path };

    public static ClusterException HostFactsUnavailable() => new(
        "HostFactsUnavailable", ClusterErrorCategory.NotImplemented,
        "The facts of this host cannot be read: they come from /proc, which only Linux has.",
        "Run the agent on Linux.");

    public static ClusterException RebootFailed(string command, string why) => new(
        "RebootFailed", ClusterErrorCategory.ResourceUnavailable,
        $"The host was not rebooted: {command} failed: {why}",
        "lyttle-cluster agent --check-privileges says what the agent may do; --print-sudo-rules what it needs.");
}
