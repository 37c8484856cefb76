namespace LyttleCluster.Core.Services;

/// <summary>Every way in which installing a service can fail.</summary>
internal static class ServiceControlErrors
{
    public static ClusterException NameInvalid(string name) => Of(
        "ServiceNameInvalid", ClusterErrorCategory.InvalidArgument, name,
        $"'{name}' is no name for a service.",
        "Use letters, digits, dots, hyphens and underscores, at most 64.");

    public static ClusterException UserInvalid(string user) => Of(
        "ServiceUserInvalid", ClusterErrorCategory.InvalidArgument, user,
        $"'{user}' is no name of a user or group.",
        "Use small letters, digits, hyphens and underscores, at most 32, beginning with a letter.");

    public static ClusterException PathInvalid(string setting, string path) => Of(
        "ServicePathInvalid", ClusterErrorCategory.InvalidArgument, path,
        $"The path of {setting} cannot stand in the description of a service: '{path}'.",
        "Give an absolute path without line breaks and colons.");

    public static ClusterException SettingInvalid(string name) => Of(
        "ServiceSettingInvalid", ClusterErrorCategory.InvalidArgument, name,
        $"The setting '{name}' is neither text, true or false, nor a list of texts.",
        "Give it as it stands in a settings file: lyttle-cluster manager -h and lyttle-cluster agent -h list them; -Setting @{ apiKeyFile = '…' } is --api-key-file.");

    public static ClusterException SettingsTwice() => Of(
        "ServiceSettingsAmbiguous", ClusterErrorCategory.InvalidArgument, "SettingsPath",
        "Both a settings file of your own and single settings were given.",
        "Give one of them.");

    public static ClusterException SettingsUnreadable(string path, string why) => Of(
        "ServiceSettingsUnreadable", ClusterErrorCategory.ReadError, path,
        $"The settings file '{path}' cannot be used: {why}.",
        "Give the path of a JSON file such as { \"listen\": \"http://127.0.0.1:6977\" }.");

    public static ClusterException ProgramHidden(string program, string folder) => Of(
        "ServiceProgramHidden", ClusterErrorCategory.InvalidArgument, program,
        $"'{program}' lies below {folder}, which a service does not see (ProtectHome, PrivateTmp).",
        "Copy the module to where programs are, e.g. /opt/lyttle-cluster, import it from there, and install the service again.");

    public static ClusterException FileNotWritten(string path, string why) => Of(
        "ServiceFileNotWritten", ClusterErrorCategory.WriteError, path,
        $"'{path}' could not be written: {why}.",
        "Run it as root (in an elevated session on Windows).");

    public static ClusterException CommandFailed(string command, string words) => Of(
        "ServiceCommandFailed", ClusterErrorCategory.InvalidOperation, command,
        $"'{command}' failed: {words.TrimEnd('.')}.",
        "Look at systemctl status and journalctl -u of the service. The files are written; correct what it says and install it again.");

    public static ClusterException NotStarted(string name, string words) => Of(
        "ServiceNotStarted", ClusterErrorCategory.ResourceUnavailable, name,
        $"The service {name} was installed and did not start: {words.TrimEnd('.')}.",
        $"journalctl -u {name} tells why. It is tried again every 10 s; correct what it says, or take it away (Uninstall-ClusterService).");

    public static ClusterException ForeignUnit(string path) => Of(
        "ServiceUnitForeign", ClusterErrorCategory.ResourceExists, path,
        $"'{path}' is there already and was not written by Install-ClusterService.",
        "Move it away, or give the service another name with -Name.");

    public static ClusterException NotInstalled(string name, string path) => Of(
        "ServiceNotInstalled", ClusterErrorCategory.ObjectNotFound, name,
        $"There is no service {name} here: '{path}' does not exist.",
        "Check the name: -Name, and -Role.");

    public static ClusterException Unsupported() => Of(
        "ServiceHostUnsupported", ClusterErrorCategory.NotImplemented, "service",
        "Services of this system are not known to LyttleCluster: it knows systemd and Windows.",
        "Have its init system run: lyttle-cluster manager (or agent), and start it again 1 s after a clean exit and 10 s after a failure.");

    private static ClusterException Of(string id, ClusterErrorCategory category, string target, string message, string remedy) =>
        new(id, category, message, remedy) { TargetName = target };
}
