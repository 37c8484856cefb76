namespace LyttleCluster.Service.Agent.Access;

/// <summary>What a caller may do; each includes the ones before it.</summary>
internal enum Right
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Test, reload, read logs.</summary>
    Operator,

    /// <summary>Everything, so also reboot the host.</summary>
    PlatformAdmin,
}
