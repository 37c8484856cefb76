using LyttleCluster.Service.Agent.Host;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>Counts instead of rebooting the machine the tests run on.</summary>
internal sealed class FakeReboot : IReboot
{
    public int Count { get; private set; }

    public Exception? Failure { get; set; }

    public Task RebootAsync(CancellationToken cancellationToken)
    {
        Count++;
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }
}
