using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>What the agent may do on its host: root may everything; any other user needs the sudo rules told here.</summary>
internal static class NginxPrivileges
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The lines for a file below <c>/etc/sudoers.d</c> that let <paramref name="user"/> run the agent.</summary>
    public static async Task<IReadOnlyList<string>> SudoRulesAsync(NginxSettings settings, string user, CancellationToken cancellationToken)
    {
        if (settings.Container is not null)
            return [$"# nginx runs in a container: {user} needs the engine instead (usermod -aG docker {user}), and root to ask the release inside its network."];
        await using var host = await NginxControls.OpenHostAsync(settings, TimeProvider.System, cancellationToken);
        return [.. Rules(Program(settings), await LayoutAsync(host, cancellationToken)).Select(rule => rule.Line(user))];
    }

    /// <summary>The commands that are run through sudo: test, reload, the release's file, each log.</summary>
    public static IReadOnlyList<SudoRule> Rules(string program, NginxLayout layout) =>
    [
        SudoRule.Test(program, layout.MainFile),
        SudoRule.Reload(program, layout.MainFile),
        .. layout.SnippetFile is { } snippet ? new[] { SudoRule.WriteSnippet(snippet), SudoRule.SwitchSnippet(snippet) } : [],
        .. layout.Logs.Select(log => log.Path).OfType<string>().Distinct().Select(SudoRule.ReadLog),
    ];

    /// <summary>Tries each thing the agent needs, changing nothing.</summary>
    public static async Task<IReadOnlyList<PrivilegeCheck>> CheckAsync(NginxSettings settings, CancellationToken cancellationToken)
    {
        await using var host = await NginxControls.OpenHostAsync(settings, TimeProvider.System, cancellationToken);
        var layout = await LayoutAsync(host, cancellationToken);
        var checks = new List<PrivilegeCheck>();
        if (settings.Container is null && !Environment.IsPrivilegedProcess)
        {
            foreach (var rule in Rules(Program(settings), layout)) checks.Add(await CheckAsync(rule, cancellationToken));
        }
        else
        {
            checks.Add(await CheckTestAsync(host, cancellationToken));
            checks.Add(await CheckSignalAsync(host, layout, cancellationToken));
            checks.Add(CheckSnippet(host, layout));
            foreach (var log in layout.Logs) checks.Add(await CheckLogAsync(host, layout, log, cancellationToken));
        }

        return checks;
    }

    private static string Program(NginxSettings settings) => settings.Executable ?? HostNginx.FindOnPath("nginx") ?? throw NginxErrors.NothingChosen();

    private static async Task<NginxLayout> LayoutAsync(INginxHost host, CancellationToken cancellationToken)
    {
        var run = await host.DumpAsync(Limit, null, cancellationToken);
        return NginxLayout.From(ConfigurationFiles.FromDump(run.Output) ?? ConfigurationFiles.FromDisk(host.ConfigurationFile, host.Here), host.Build);
    }

    /// <summary>sudo tells whether it would run a command without running it.</summary>
    private static async Task<PrivilegeCheck> CheckAsync(SudoRule rule, CancellationToken cancellationToken)
    {
        var command = string.Join(' ', rule.Command);
        try
        {
            var run = await ProgramRunner.RunAsync("sudo", ["-n", "-l", "--", .. rule.Command], default, Limit, TimeProvider.System, cancellationToken);
            return run.ExitCode == 0
                ? new PrivilegeCheck(rule.Purpose, true, $"sudo allows {command}", null)
                : new PrivilegeCheck(rule.Purpose, false, $"sudo does not allow {command}", "Add the lines of --print-sudo-rules to a file in /etc/sudoers.d.");
        }
        catch (ClusterException)
        {
            return new PrivilegeCheck(rule.Purpose, false, "sudo is not installed", "Install sudo and add the lines of --print-sudo-rules, or run the agent as root.");
        }
    }

    private static async Task<PrivilegeCheck> CheckTestAsync(INginxHost host, CancellationToken cancellationToken)
    {
        const string name = "test the configuration";
        var run = await host.DumpAsync(Limit, null, cancellationToken);
        return run.TimedOut
            ? new PrivilegeCheck(name, false, $"nginx -T did not end within {Limit.TotalSeconds:0} s", "See what it waits for: a name server, or a file on a network.")
            : run.ErrorOutput.Contains("(13: ", StringComparison.Ordinal)
                ? new PrivilegeCheck(name, false, NginxErrors.Printable(run.ErrorOutput), "Run the agent as root.")
                : new PrivilegeCheck(name, true, run.ExitCode == 0 ? "nginx -T ran; the configuration is valid" : "nginx -T ran; the configuration is not valid", null);
    }

    private static async Task<PrivilegeCheck> CheckSignalAsync(INginxHost host, NginxLayout layout, CancellationToken cancellationToken)
    {
        const string name = "reload nginx";
        if (await host.FindMasterAsync(layout, cancellationToken) is not { } master) return new PrivilegeCheck(name, true, "nginx does not run now", null);
        return Signals.Send(master.Pid, Signals.None) is { } why
            ? new PrivilegeCheck(name, false, $"the master process {master.Pid} cannot be signalled: {why}", "Run the agent as root.")
            : new PrivilegeCheck(name, true, $"the master process {master.Pid} can be signalled", null);
    }

    private static PrivilegeCheck CheckSnippet(INginxHost host, NginxLayout layout)
    {
        const string name = "write the release file";
        return layout.SnippetFile switch
        {
            null => new PrivilegeCheck(name, false, "http includes no folder", "Add to the http block: include conf.d/*.conf; without it a reload is proved by its workers alone."),
            var file when !host.CanWrite(file) => new PrivilegeCheck(name, false, $"the folder of {file} is not there, or not one of the host", "Make the folder; in a container, mount it from the host."),
            var file => new PrivilegeCheck(name, true, file, null),
        };
    }

    private static async Task<PrivilegeCheck> CheckLogAsync(INginxHost host, NginxLayout layout, LogTarget log, CancellationToken cancellationToken)
    {
        var name = $"read the {(log.Stream == NginxLogStream.Error ? "error" : "access")} log";
        try
        {
            var master = await host.FindMasterAsync(layout, cancellationToken);
            if (await host.OpenLogAsync(log, master, cancellationToken) is not { } source)
                return new PrivilegeCheck(name, false, $"it goes to {(log.Kind == LogTargetKind.Syslog ? "syslog" : "standard error, which is no file")}", "Send it to a file to read it through the agent.");
            await source.EndAsync(cancellationToken);
            return new PrivilegeCheck(name, true, log.Path ?? "standard error", null);
        }
        catch (ClusterException failure)
        {
            return new PrivilegeCheck(name, false, failure.Message, failure.Remedy);
        }
    }
}
