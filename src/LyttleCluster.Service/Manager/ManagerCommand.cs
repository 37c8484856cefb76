using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Watching;

namespace LyttleCluster.Service.Manager;

/// <summary>The role <c>manager</c>: from its command line to its exit code.</summary>
internal static class ManagerCommand
{
    private const string Summary = "watches the cluster, and serves its status page and API";

    public static async Task<int> RunAsync(string[] words, IReadOnlyDictionary<string, string> environment)
    {
        if (words.Any(word => word is "-h" or "--help"))
        {
            Console.WriteLine(RoleHelp.Of(ManagerFlags.All, Summary));
            return 0;
        }

        return await ServeAsync(ManagerOptions.From(ManagerFlags.All.Read(words, environment)), environment);
    }

    private static async Task<int> ServeAsync(ManagerOptions options, IReadOnlyDictionary<string, string> environment)
    {
        if (options.Detach) Detachment.LeaveSession();
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var log = new ServiceLog(options.LogFile is { } file ? LogFile.Open(file) : Console.Error, options.LogFormat, time);
        await using var systemd = new SystemdNotifier(environment, Environment.ProcessId, log, time);
        await using var cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(options.StateFile, options.ReadOnly), options.Listen.ToString(), time, signals.Stop);
        await using var watcher = await ClusterWatcher.StartAsync(cluster.Parts, WatchPace.Default, signals.Stop);
        var parts = new ManagerParts { Options = options, Cluster = cluster, Watch = watcher, Lifecycle = new Lifecycle(time), Log = log, Time = time };
        await using var server = await ManagerServer.StartAsync(parts, signals.Stop);
        await using var duties = ManagerDuties.Start(parts);
        using var presence = new ManagerPresence(options, OwnService.Name(environment), parts.Lifecycle.StartedAt, log);
        presence.Running(server.Address);
        systemd.Ready($"listens on {server.Address}");
        if (options is { Detach: true, LogFile: { } output }) Detachment.LeaveOutput(output);

        var signal = await signals.WaitAsync();
        presence.Stopping();
        systemd.Stopping($"stops: {signal}");
        return await server.StopAsync(signal, signals.StopAtOnce) ? 0 : 1;
    }
}
