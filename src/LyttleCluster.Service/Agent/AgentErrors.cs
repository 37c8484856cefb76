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

    public static ClusterException ListenUnprotected(ListenAddress listen, IReadOnlyList<string> missing) => new(
        "AgentListenUnprotected", ClusterErrorCategory.InvalidArgument,
        $"{listen} can be reached from other hosts, which needs TLS and a way for callers to prove themselves. Missing: {string.Join(", ", missing)}.",
        $"Add what is missing, or listen on loopback: --listen {AgentFlags.DefaultListen}.");

    public static ClusterException TlsWithoutCertificate(ListenAddress listen) => new(
        "AgentTlsWithoutCertificate", ClusterErrorCategory.InvalidArgument,
        $"{listen} is https, which needs a certificate and its key.",
        "Give --certificate FILE and --key FILE.");

    public static ClusterException TlsNotListenedOn(ListenAddress listen) => new(
        "AgentTlsNotListenedOn", ClusterErrorCategory.InvalidArgument,
        $"--certificate, --key and --ca count only for https, and {listen} is not.",
        "Listen on https://…, or leave them out.");

    public static ClusterException PortTaken(ListenAddress listen, string? holder) => new(
        "AgentPortTaken", ClusterErrorCategory.ResourceBusy,
        $"Port {listen.Port} of {listen} is taken by {holder ?? "another process (which one only root can see)"}.",
        "Stop that, or choose another port with --listen.");

    public static ClusterException CannotListen(ListenAddress listen, string why) => new(
        "AgentCannotListen", ClusterErrorCategory.ResourceUnavailable,
        $"Listening on {listen} failed: {why}.",
        "Choose an address of this host, and a port above 1023 when not root, with --listen.");

    public static ClusterException DataFolderUnusable(string folder, string why) => new(
        "AgentDataFolderUnusable", ClusterErrorCategory.WriteError,
        $"The data folder {folder} cannot be used: {why}.",
        "Give this user the right to write there, or choose another folder with --data.");

    public static ClusterException DataFolderTaken(string folder) => new(
        "AgentDataFolderTaken", ClusterErrorCategory.ResourceBusy,
        $"Another agent uses the data folder {folder}.",
        "Stop that agent, or give this one a folder of its own with --data.");

    public static ClusterException FileNotFound(string option, string path) => new(
        "AgentFileNotFound", ClusterErrorCategory.ObjectNotFound,
        $"{option} {path}: there is no such file.",
        "Correct the path.") { TargetName = path };

    public static ClusterException FileUnreadable(string option, string path) => new(
        "AgentFileUnreadable", ClusterErrorCategory.ReadError,
        $"{option} {path}: this user may not read it.",
        "Make it the file of the user the agent runs as.") { TargetName = path };

    public static ClusterException FileTooOpen(string option, string path, string mode, string wanted) => new(
        "AgentFileTooOpen", ClusterErrorCategory.PermissionDenied,
        $"{option} {path} has mode {mode}: others than its owner can use it.",
        $"chmod {wanted} {path}, and replace what it holds if somebody may have read it.") { TargetName = path };

    public static ClusterException ApiKeyLineInvalid(string path, int line, string why) => new(
        "AgentApiKeyLineInvalid", ClusterErrorCategory.InvalidData,
        $"--api-key-file {path}, line {line}: {why}.",
        "A line is 'KEY' or 'KEY viewer', 'KEY operator', 'KEY platform-admin'; a new key: openssl rand -hex 32.") { TargetName = path };

    public static ClusterException ApiKeyFileEmpty(string path) => new(
        "AgentApiKeyFileEmpty", ClusterErrorCategory.InvalidData,
        $"--api-key-file {path} holds no key.",
        $"Write one: (umask 077; openssl rand -hex 32 > {path}).") { TargetName = path };

    public static ClusterException PemInvalid(string option, string path, string expected) => new(
        "AgentPemInvalid", ClusterErrorCategory.InvalidData,
        $"{option} {path} does not hold {expected}.",
        "Give a PEM file (-----BEGIN …).") { TargetName = path };

    public static ClusterException KeyMismatch(string certificate, string key) => new(
        "AgentKeyMismatch", ClusterErrorCategory.InvalidData,
        $"The private key {key} does not belong to the certificate {certificate}.",
        "Give the two files of one certificate.") { TargetName = key };

    public static ClusterException HostFactsUnavailable() => new(
        "HostFactsUnavailable", ClusterErrorCategory.NotImplemented,
        "The facts of this host cannot be read: they come from /proc, which only Linux has.",
        "Run the agent on Linux.");

    public static ClusterException RebootFailed(string command, string why) => new(
        "RebootFailed", ClusterErrorCategory.ResourceUnavailable,
        $"The host was not rebooted: {command} failed: {why}",
        "lyttle-cluster agent --check-privileges says what the agent may do; --print-sudo-rules what it needs.");
}
