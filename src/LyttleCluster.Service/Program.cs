using LyttleCluster.Service;

return await Roles.RunAsync(args);
