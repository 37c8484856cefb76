using System.Reflection;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.Operations;

public class HeldLockTests
{
    [Fact]
    public async Task A_renewal_that_fails_is_tried_again()
    {
        var time = new ManualTimeProvider();
        var store = DispatchProxy.Create<IStateStore, StoreThatIsLockedOnce>();
        var proxy = (StoreThatIsLockedOnce)(object)store;
        await using var held = await HeldLock.TakeAsync(store, "a", "a", null, time, CancellationToken.None);

        foreach (var renewal in proxy.Renewals)
        {
            await time.WaitForTimersAsync(1);
            time.Advance(TimeSpan.FromSeconds(10));
            await renewal.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Its first renewal meets a file that another process has locked.</summary>
    public class StoreThatIsLockedOnce : DispatchProxy
    {
        private int _renewals;

        public TaskCompletionSource[] Renewals { get; } = [new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)];

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IStateStore.TryLockAsync)) return Task.FromResult(new LockResult(true, new ClusterLock { Name = "a", Owner = "us", AcquiredAt = default, ExpiresAt = default, FencingToken = 1 }));
            if (targetMethod.Name == nameof(IStateStore.RenewLockAsync))
            {
                var isFirst = _renewals == 0;
                Renewals[Math.Min(_renewals++, 1)].TrySetResult();
                return isFirst ? Task.FromException<bool>(StateErrors.Locked("state.db", null)) : Task.FromResult(true);
            }

            return Task.FromResult(true);
        }
    }
}
