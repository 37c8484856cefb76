namespace LyttleCluster.Service.Hosting;

/// <summary>Why a role of the service does not start: files, certificates and addresses that it was given.</summary>
internal static class ServiceErrors
{
    public static ClusterException ListenUnprotected(ListenAddress listen, string loopback, IReadOnlyList<string> missing) => new(
        "ServiceListenUnprotected", ClusterErrorCategory.InvalidArgument,
        $"{listen} can be reached from other hosts, which needs TLS and a way for callers to prove themselves. Missing: {string.Join(", ", missing)}.",
        $"Add what is missing, or listen on loopback: --listen {loopback}.");

    public static ClusterException TlsWithoutCertificate(ListenAddress listen) => new(
        "ServiceTlsWithoutCertificate", ClusterErrorCategory.InvalidArgument,
        $"{listen} is https, which needs a certificate and its key.",
        "Give --certificate FILE and --key FILE.");

    public static ClusterException TlsNotListenedOn(ListenAddress listen) => new(
        "ServiceTlsNotListenedOn", ClusterErrorCategory.InvalidArgument,
        $"--certificate, --key and --ca count only for https, and {listen} is not.",
        "Listen on https://…, or leave them out.");

    public static ClusterException TrustWithoutTls(ListenAddress listen) => new(
        "ServiceTrustWithoutTls", ClusterErrorCategory.InvalidArgument,
        $"--trusted-user and --trusted-group count only for https, and {listen} is not: there everybody on this host may do everything.",
        "Listen on https://…, or leave them out.");

    public static ClusterException PortTaken(ListenAddress listen, string? holder) => new(
        "ServicePortTaken", ClusterErrorCategory.ResourceBusy,
        $"Port {listen.Port} of {listen} is taken by {holder ?? "another process (which one only root can see)"}.",
        "Stop that, or choose another port with --listen.");

    public static ClusterException CannotListen(ListenAddress listen, string why) => new(
        "ServiceCannotListen", ClusterErrorCategory.ResourceUnavailable,
        $"Listening on {listen} failed: {why}.",
        "Choose an address of this host, and a port above 1023 when not root, with --listen.");

    public static ClusterException NotAService(string name, string why) => new(
        "ServiceManagerAbsent", ClusterErrorCategory.InvalidOperation,
        $"This process is not run by Windows' service manager as '{name}': {why}",
        "Leave --windows-service out, or start the service: sc.exe start NAME.") { TargetName = name };

    public static ClusterException LogUnwritable(string path, string why) => new(
        "ServiceLogUnwritable", ClusterErrorCategory.WriteError,
        $"--log-file {path} cannot be written to: {why}.",
        "Name a file that this user may write, in a folder with room.") { TargetName = path };

    public static ClusterException FileNotFound(string option, string path) => new(
        "ServiceFileNotFound", ClusterErrorCategory.ObjectNotFound,
        $"{option} {path}: there is no such file.",
        "Correct the path.") { TargetName = path };

    public static ClusterException FileUnreadable(string option, string path) => new(
        "ServiceFileUnreadable", ClusterErrorCategory.ReadError,
        $"{option} {path}: this user may not read it.",
        "Make it the file of the user this service runs as.") { TargetName = path };

    public static ClusterException FileTooOpen(string option, string path, string mode, string wanted) => new(
        "ServiceFileTooOpen", ClusterErrorCategory.PermissionDenied,
        $"{option} {path} has mode {mode}: others than its owner can use it.",
        $"chmod {wanted} {path}, and replace what it holds if somebody may have read it.") { TargetName = path };

    public static ClusterException PemInvalid(string option, string path, string expected) => new(
        "ServicePemInvalid", ClusterErrorCategory.InvalidData,
        $"{option} {path} does not hold {expected}.",
        "Give a PEM file (-----BEGIN …).") { TargetName = path };

    public static ClusterException KeyMismatch(string certificate, string key) => new(
        "ServiceKeyMismatch", ClusterErrorCategory.InvalidData,
        $"The private key {key} does not belong to the certificate {certificate}.",
        "Give the two files of one certificate.") { TargetName = key };
}
