using System.Runtime.InteropServices;
using LyttleCluster.Core;
using LyttleCluster.Demo.Hosts;
using LyttleCluster.Demo.Printing;

namespace LyttleCluster.Demo;

/// <summary>The demo for machines without PowerShell: demo.ps1 through the engine, and the same promises.</summary>
internal static class EngineDemo
{
    private const string WithoutPowerShell =
        "PowerShell 7.6 was not found; the same use cases run through the engine. To get it: dotnet tool install --global PowerShell, "
        + "or https://learn.microsoft.com/powershell/scripting/install/installing-powershell";

    /// <summary>0 when every outcome was as expected, else 1.</summary>
    public static async Task<int> RunAsync(bool keep)
    {
        using var cancel = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; cancel.Cancel(); });
        Console.WriteLine(WithoutPowerShell);
        Console.WriteLine("LyttleCluster's main job. Starting two private Docker hosts ...");
        try
        {
            await RunAsync(keep, cancel.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("The demo was interrupted.");
        }
        catch (Exception failure)
        {
            Console.WriteLine($"The demo failed: {failure.Message}");
        }

        return 1;
    }

    private static async Task RunAsync(bool keep, CancellationToken cancel)
    {
        var hosts = await HostsClient.StartAsync(cancel);
        try
        {
            await using var cluster = await ClusterFactory.OpenFileAsync(hosts.Up.State, cancel);
            var show = new Transcript(Console.Out, cancel);
            await new MainJob(hosts, cluster, show, cancel).RunAsync();
            Console.WriteLine($"\n{show.Checked} outcomes checked, all as expected.");
        }
        finally
        {
            if (keep)
                await LeaveUpAsync(hosts);
            await hosts.DisposeAsync();
            if (!keep)
                Console.WriteLine("Both hosts and the state file are gone again.");
        }
    }

    private static async Task LeaveUpAsync(HostsClient hosts)
    {
        await hosts.KeepAsync();
        Console.WriteLine($"""
            Left up, until you say: kill {hosts.Up.Process}
              LYTTLECLUSTER_STATE={hosts.Up.State}   (its manager's page is above)
              docker -H {hosts.Up.Hosts[0].Docker} ps
              docker -H {hosts.Up.Hosts[1].Docker} ps
            """);
    }
}
