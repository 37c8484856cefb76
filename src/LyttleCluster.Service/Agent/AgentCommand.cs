using System.Runtime;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent;

/// <summary>The role <c>agent</c>: from its command line to its exit code.</summary>
internal static class AgentCommand
{
    private const string Summary = "gives the nginx of this host an nginx_api, and the host's facts";

    public static async Task<int> RunAsync(string[] words, IReadOnlyDictionary<string, string> environment)
    {
        if (words.Any(word => word is "-h" or "--help"))
        {
            Console.WriteLine(RoleHelp.Of(AgentFlags.All, Summary));
            return 0;
        }

        var user = AgentUser.Current(environment);
        var given = AgentFlags.All.Read(words, environment);
        var options = AgentOptions.From(given, user);
        if (IsOn(AgentFlags.PrintSudoRules)) return await PrivilegesCommand.PrintSudoRulesAsync(options, user);
        if (IsOn(AgentFlags.CheckPrivileges)) return await PrivilegesCommand.CheckAsync(options);
        if (IsOn(AgentFlags.UninstallSnippet)) return await PrivilegesCommand.UninstallSnippetAsync(options);
        return await ServeAsync(options, user, environment);

        bool IsOn(Flag flag) => given.GetValueOrDefault(flag.Name)?.Value == "true";
    }

    private static async Task<int> ServeAsync(AgentOptions options, AgentUser user, IReadOnlyDictionary<string, string> environment)
    {
        // No thread and no memory of its own for collecting: nobody waits for the agent's pauses.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var log = new ServiceLog(Console.Error, options.LogFormat, time);
        await using var systemd = new SystemdNotifier(environment, Environment.ProcessId, log, time);
        using var data = AgentData.Open(options.DataFolder);
        await using var nginx = await NginxControls.OpenAsync(options.Nginx, time, signals.Stop);
        var parts = new AgentParts { Nginx = nginx, Data = data, Log = log, Reboot = options.AllowReboot ? RebootCommand.For(user) : null, Time = time };
        await using var server = await AgentServer.StartAsync(options, parts, signals.Stop);
        systemd.Ready($"listens on {server.Address}");
        var signal = await signals.WaitAsync();
        systemd.Stopping($"stops: {signal}");
        return await server.StopAsync(signal, signals.StopAtOnce) ? 0 : 1;
    }
}
