namespace LyttleCluster.Service.Agent.Host;

/// <summary>Reboots the host.</summary>
internal interface IReboot
{
    /// <summary>Asks the host for it; returns when the host agreed. <c>RebootFailed</c> when it did not.</summary>
    Task RebootAsync(CancellationToken cancellationToken);
}
