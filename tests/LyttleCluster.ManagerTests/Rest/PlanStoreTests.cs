using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Rest;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.Rest;

public class PlanStoreTests
{
    private static readonly ClusterCaller Ann = new() { Name = "ann", Proof = CallerProof.Certificate };
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_plan_is_its_callers_and_counts_once()
    {
        var store = new PlanStore(new ManagerLimits(), _time);
        var (etag, _) = store.Keep(Ann, Plan(1));
        Assert.False(Take(store, etag, Ann with { Name = "bob" }));
        // A token of that name is somebody else.
        Assert.False(Take(store, etag, Ann with { Proof = CallerProof.Token }));
        Assert.False(store.TryTake<ClusterNode>(etag, Ann, typeof(ResumeNode), _ => { }, out _));
        Assert.False(store.TryTake<ClusterDomain>(etag, Ann, typeof(SuspendNode), _ => { }, out _));
        Assert.True(Take(store, etag, Ann));
        Assert.False(Take(store, etag, Ann));
    }

    [Fact]
    public void A_plan_ends_with_its_time()
    {
        var store = new PlanStore(new ManagerLimits { PlanLifetime = TimeSpan.FromMinutes(10) }, _time);
        var (etag, expires) = store.Keep(Ann, Plan(1));
        Assert.Equal(_time.GetUtcNow().AddMinutes(10), expires);
        _time.Advance(TimeSpan.FromMinutes(9));
        var (later, _) = store.Keep(Ann, Plan(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Take(store, etag, Ann));
        Assert.True(Take(store, later, Ann));
    }

    [Fact]
    public void The_oldest_make_way_for_too_many_and_for_too_large_ones()
    {
        var store = new PlanStore(new ManagerLimits { Plans = 2, PlannedChanges = 10 }, _time);
        var etags = Enumerable.Range(0, 3).Select(_ => store.Keep(Ann, Plan(1)).Etag).ToList();
        Assert.False(Take(store, etags[0], Ann));
        var (large, _) = store.Keep(Ann, Plan(50));
        Assert.False(Take(store, etags[1], Ann));
        Assert.False(Take(store, etags[2], Ann));
        Assert.True(Take(store, large, Ann));
        Assert.True(Take(store, store.Keep(Ann, Plan(10)).Etag, Ann));
    }

    [Fact]
    public void A_plan_that_is_refused_stays()
    {
        var store = new PlanStore(new ManagerLimits(), _time);
        var (etag, _) = store.Keep(Ann, Plan(1));
        Assert.Throws<InvalidOperationException>(() => store.TryTake<ClusterNode>(etag, Ann, typeof(SuspendNode), _ => throw new InvalidOperationException(), out _));
        Assert.True(Take(store, etag, Ann));
    }

    private static bool Take(PlanStore store, string etag, ClusterCaller caller) => store.TryTake<ClusterNode>(etag, caller, typeof(SuspendNode), _ => { }, out _);

    private static ChangePlan<ClusterNode> Plan(int changes) => new()
    {
        Request = new SuspendNode(),
        Changes = [.. Enumerable.Range(0, changes).Select(number => new PlannedChange { Target = $"node/{number}", Action = "Suspend", Reversible = true, BoundTo = "1" })],
    };
}
