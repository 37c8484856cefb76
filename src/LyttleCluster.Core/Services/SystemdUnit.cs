using System.Buffers;
using System.Text;

namespace LyttleCluster.Core.Services;

/// <summary>
/// Writes the unit of a role. What each line keeps from the service is said beside it in docs/manager.md; what an agent needs is more, because it tests
/// and reloads an nginx, which is root's.
/// </summary>
internal static class SystemdUnit
{
    /// <summary>What stands in the first line of every unit that we write, and tells them from others.</summary>
    public const string Heading = "# Written by Install-ClusterService, and by the next one anew. Settings of your own: systemctl edit";

    private const string StateFolder = "lyttle-cluster";
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\"'\\;");

    /// <summary>The unit's text.</summary>
    /// <param name="description">Everything it depends on.</param>
    public static string Write(UnitDescription description)
    {
        var unit = new StringBuilder();
        unit.Append($"""
            {Heading} {description.Name}

            [Unit]
            Description=LyttleCluster {(description.Role == ServiceRole.Manager ? "manager: watches the cluster, serves its page and API" : "agent: an nginx_api for the nginx of this host")}
            Wants=network-online.target
            After=network-online.target{(description.Role == ServiceRole.Agent ? " nginx.service docker.service" : "")}
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            NotifyAccess=main
            User={description.User}

            """);
        if (description.Groups.Count > 0) unit.Append($"SupplementaryGroups={string.Join(' ', description.Groups)}\n");
        unit.Append(string.Join(" \\\n    ", Command(description))).Append('\n');
        foreach (var (flag, path) in description.Credentials) unit.Append($"LoadCredential={flag}:{Escaped(path)}\n");
        foreach (var (name, value) in description.Environment) unit.Append($"Environment=\"{name}={Escaped(value)}\"\n");
        unit.Append("""

            # Started again for ever: 1 s after a clean exit, 10 s after a failure.
            Restart=always
            RestartSec=1
            ExecStopPost=-/bin/sh -c '[ "$$SERVICE_RESULT" = success ] || exec sleep 9'
            WatchdogSec=60
            TimeoutStartSec=120
            TimeoutStopSec=90
            KillMode=mixed

            UMask=0077

            """);
        unit.Append($"StateDirectory={StateFolder}{(description.Role == ServiceRole.Agent ? "/agent" : "")}\nStateDirectoryMode=0700\n");
        foreach (var line in Sandbox(description)) unit.Append(line).Append('\n');
        unit.Append($"""

            [Install]
            WantedBy=multi-user.target

            [X-LyttleCluster]
            Role={description.Role}

            """);
        if (description.StatePath is { } state) unit.Append($"StatePath={Escaped(state)}\n");
        return unit.ToString();
    }

    private static IEnumerable<string> Command(UnitDescription description)
    {
        yield return $"ExecStart={Word(description.Program)} {description.Role.ToString().ToLowerInvariant()} --settings {Word(description.SettingsPath)}";
        foreach (var flag in description.Credentials.Keys) yield return $"--{flag} ${{CREDENTIALS_DIRECTORY}}/{flag}";
    }

    private static IEnumerable<string> Sandbox(UnitDescription description)
    {
        var agent = description.Role == ServiceRole.Agent;
        // sudo, by which an agent that is not root reaches nginx, is a program with rights of its own.
        var raises = agent && description.User != "root";
        var joins = description.NginxInContainer;
        yield return $"NoNewPrivileges={No(raises)}";
        yield return $"CapabilityBoundingSet={Capabilities(description)}";
        if (!agent && description.BindsLowPort) yield return "AmbientCapabilities=CAP_NET_BIND_SERVICE";
        yield return "ProtectSystem=strict";
        if (description.Writable.Count > 0) yield return $"ReadWritePaths={string.Join(' ', description.Writable.Select(path => $"-{Word(path)}"))}";
        yield return "ProtectHome=yes";
        yield return "PrivateTmp=yes";
        // An agent in its nginx's way: what listens there, and the certificates, are the host's.
        yield return $"PrivateDevices={No(description.Reboots)}";
        yield return "ProtectClock=yes";
        yield return "ProtectHostname=yes";
        yield return "ProtectKernelLogs=yes";
        yield return "ProtectKernelModules=yes";
        yield return "ProtectKernelTunables=yes";
        yield return "ProtectControlGroups=yes";
        if (!agent) yield return "ProtectProc=invisible";
        yield return "LockPersonality=yes";
        yield return "RestrictRealtime=yes";
        yield return $"RestrictSUIDSGID={No(raises)}";
        yield return $"RestrictNamespaces={(joins ? "net" : "yes")}";
        yield return $"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK";
        yield return "SystemCallArchitectures=native";
        yield return $"SystemCallFilter=@system-service{(joins ? " setns" : "")}{(description.Reboots ? " @reboot" : "")}";
        yield return "SystemCallErrorNumber=EPERM";
        yield return "# .NET compiles while it runs.";
        yield return "MemoryDenyWriteExecute=no";
        yield return "KeyringMode=private";
        yield return "RemoveIPC=yes";
    }

    /// <summary>
    /// What root, or sudo, keeps: nginx's test opens logs and binds ports as nginx itself does, reading other users' keys and processes is looking into them, and
    /// the network of a container is a namespace to enter.
    /// </summary>
    private static string Capabilities(UnitDescription description)
    {
        if (description.Role == ServiceRole.Manager) return description.BindsLowPort ? "CAP_NET_BIND_SERVICE" : "";
        List<string> kept = ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETGID", "CAP_SETUID", "CAP_SYS_PTRACE"];
        if (description.NginxInContainer) kept.Add("CAP_SYS_ADMIN");
        if (description.User != "root") kept.Add("CAP_AUDIT_WRITE");
        if (description.Reboots) kept.Add("CAP_SYS_BOOT");
        return string.Join(' ', kept);
    }

    private static string No(bool not) => not ? "no" : "yes";

    /// <summary>A path in a command line: quoted where it has spaces or quotes.</summary>
    private static string Word(string path) => path.AsSpan().ContainsAny(Special) ? $"\"{Escaped(path).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : Escaped(path);

    /// <summary>Without a meaning to systemd: % begins its names for things, $ a variable.</summary>
    private static string Escaped(string text) => text.Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
}

/// <summary>Everything that a unit depends on.</summary>
internal sealed record UnitDescription
{
    public required ServiceRole Role { get; init; }

    public required string Name { get; init; }

    public required string User { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public required string Program { get; init; }

    public required string SettingsPath { get; init; }

    /// <summary>The state file of a manager.</summary>
    public string? StatePath { get; init; }

    /// <summary>Files by the flags that take them.</summary>
    public IReadOnlyDictionary<string, string> Credentials { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Folders besides its own that it writes to; those that are not there do not matter.</summary>
    public IReadOnlyList<string> Writable { get; init; } = [];

    /// <summary>Whether it listens below port 1024.</summary>
    public bool BindsLowPort { get; init; }

    /// <summary>Whether its nginx is in a container, whose network it enters.</summary>
    public bool NginxInContainer { get; init; }

    /// <summary>Whether it may reboot the host.</summary>
    public bool Reboots { get; init; }
}
