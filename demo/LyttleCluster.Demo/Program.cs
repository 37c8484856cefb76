using LyttleCluster.Demo.Hosts;

return args switch
{
    ["hosts"] => await HostsKeeper.RunAsync(),
    _ => 2,
};
