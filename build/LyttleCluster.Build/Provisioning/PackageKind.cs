namespace LyttleCluster.Build.Provisioning;

/// <summary>What a package of a feed is to us.</summary>
internal enum PackageKind
{
    /// <summary>A command, installed as `dotnet tool install` does.</summary>
    DotnetTool,

    /// <summary>A PowerShell module, unpacked to a folder of the module path.</summary>
    PowerShellModule,
}
