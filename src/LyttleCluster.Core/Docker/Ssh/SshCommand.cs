using System.Diagnostics;
using System.Globalization;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// The command that makes a connection: <c>ssh … -- host docker system dial-stdio</c>, which joins ssh's input and output with the engine's socket, as the
/// docker command does it itself. Every option is one that OpenSSH 7.6 knows; they come before ssh's own configuration, which decides all the rest.
/// </summary>
internal static class SshCommand
{
    /// <summary>The far program that is asked for first.</summary>
    public const string Docker = "docker";

    /// <summary>The one that is asked for where docker is missing.</summary>
    public const string Podman = "podman";

    /// <summary>The environment variable that names a configuration file to use instead of the user's and the system's.</summary>
    public const string ConfigurationVariable = "LYTTLECLUSTER_SSH_CONFIG";

    private static readonly string[] Options =
    [
        "-T", "-x", "-a",
        // No question is ever asked: there is nobody to answer, and an unknown host key is refused.
        "-o", "BatchMode=yes",
        // The caller's own limit is shorter and kills ssh. This one ends an ssh whose caller was killed.
        "-o", "ConnectTimeout=60",
        "-o", "ServerAliveInterval=15",
        "-o", "ServerAliveCountMax=3",
        "-o", "LogLevel=DEBUG1",
        // What a person wants from a session must not get into this one, nor a master process outlive it.
        "-o", "ClearAllForwardings=yes",
        "-o", "PermitLocalCommand=no",
        "-o", "RemoteCommand=none",
        "-o", "ControlMaster=no",
        "-o", "ControlPersist=no",
        "-o", "EscapeChar=none",
    ];

    /// <summary>What ssh is started with. Each part is one argument; no shell of ours sees it.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="program">The far program.</param>
    /// <param name="configurationPath">A configuration file to use instead of the user's and the system's; null: theirs.</param>
    public static IReadOnlyList<string> Arguments(SshTarget target, string program, string? configurationPath)
    {
        var arguments = new List<string>(Options);
        if (!string.IsNullOrEmpty(configurationPath)) arguments.AddRange(["-F", configurationPath]);
        if (target.User is { } user) arguments.AddRange(["-l", user]);
        if (target.Port is { } port) arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["--", target.Host, program]);
        if (target.SocketPath is { } socket) arguments.AddRange([program == Podman ? "--url" : "-H", "unix://" + socket]);
        arguments.AddRange(["system", "dial-stdio"]);
        return arguments;
    }

    /// <summary>How the process is started.</summary>
    /// <exception cref="ClusterException"><c>SshNotFound</c>, <c>SshAddressInvalid</c>.</exception>
    public static ProcessStartInfo For(DockerEndpoint endpoint, string program)
    {
        var target = endpoint.Ssh ?? throw SshErrors.AddressInvalid(endpoint);
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var ssh = Find("ssh", path) ?? throw SshErrors.NotFound(endpoint);
        var arguments = Arguments(target, program, endpoint.SshConfigurationPath);
        // In a session of its own neither a Ctrl+C at the terminal ends it, nor can it open the terminal to ask something.
        var start = !OperatingSystem.IsWindows() && Find("setsid", path) is { } setsid
            ? new ProcessStartInfo(setsid, [ssh, .. arguments])
            : new ProcessStartInfo(ssh, arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.CreateNoWindow = true;
        // The reasons of the operating system would else come in the user's language.
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>
    /// A program in the folders of PATH. .NET by itself would look beside the program that runs and in the current folder first, and run what
    /// somebody left there.
    /// </summary>
    internal static string? Find(string program, string path)
    {
        var file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
