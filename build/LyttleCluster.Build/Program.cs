using LyttleCluster.Build;

return await BuildCommand.RunAsync(args);
