using LyttleCluster.Demo;
using LyttleCluster.Demo.Hosts;

switch (args)
{
    case []:
        return await EngineDemo.RunAsync(keep: false);
    case ["--keep"]:
        return await EngineDemo.RunAsync(keep: true);
    case ["hosts"]:
        return await HostsKeeper.RunAsync();
    default:
        Console.Error.WriteLine("Usage: LyttleCluster.Demo [--keep]   (with 'hosts' it holds the two hosts for demo.ps1)");
        return 2;
}
