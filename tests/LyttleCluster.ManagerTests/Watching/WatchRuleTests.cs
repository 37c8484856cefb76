using System.Reflection;
using LyttleCluster.Core.Watching;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>The pure parts of the watch.</summary>
public class WatchRuleTests
{
    private static readonly ClusterContainer Container = new()
    {
        Node = "web1",
        Id = "1",
        Name = "shop",
        Image = "shop:1",
        Status = "Up 3 days",
        Ports = [new ClusterPort { ContainerPort = 80, HostPort = 8080 }, new ClusterPort { ContainerPort = 443 }],
        Labels = new Dictionary<string, string> { ["a"] = "1" }!,
    };

    [Theory]
    [InlineData(EndpointConnection.Refused, 1, 0, false, 1)]
    [InlineData(EndpointConnection.Refused, 30, 59, false, 1)]
    [InlineData(EndpointConnection.Unreachable, 31, 60, false, 5)]
    [InlineData(EndpointConnection.Unreachable, 1, 0, true, 1)]
    [InlineData(EndpointConnection.Unreachable, 2, 1, true, 5)]
    [InlineData(EndpointConnection.AccessDenied, 2, 1, false, 5)]
    [InlineData(EndpointConnection.NoApi, 1, 0, false, 1)]
    [InlineData(EndpointConnection.NoApi, 2, 1, false, 60)]
    public void One_that_failed_is_tried_again_after(EndpointConnection how, int tries, int away, bool isCostly, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WatchPace.Default.AfterFailure(how, tries, TimeSpan.FromSeconds(away), isCostly));

    [Fact]
    public void Lists_differ_by_what_containers_say()
    {
        ClusterContainer[] before = [Container, Container with { Id = "2" }, Container with { Id = "3" }];
        ClusterContainer[] now = [Container with { Id = "4" }, before[0] with { ObservedAt = DateTimeOffset.MaxValue, Ports = [.. before[0].Ports.Reverse()] }, before[1] with { Status = "Exited (1)" }];
        var difference = ContainerComparison.Compare(before, now);
        Assert.Equal([now[0], now[2]], difference.Changed);
        Assert.Equal(["3"], difference.Gone);
        Assert.True(ContainerComparison.Compare(now, now).IsEmpty);
    }

    /// <summary>A property that is added to the model must be compared, or left out knowingly.</summary>
    [Fact]
    public void Every_property_of_a_container_counts_but_its_time() => AssertCounts(Container, ["Node", "App", "RestartCount", "ObservedAt"], (one, other) => ContainerComparison.Compare([one], [other]).IsEmpty);

    [Fact]
    public void Every_property_of_a_node_counts_but_its_times() => AssertCounts(new ClusterNode { Name = "a" }, ["ObservedAt", "Uptime"], NodeComparison.TellSame);

    [Fact]
    public void Every_property_of_an_endpoint_counts_but_its_times() => AssertCounts(
        new ClusterEndpoint { Uri = new Uri("unix:///a") }, ["ObservedAt", "Latency"],
        (one, other) => NodeComparison.TellSame(new ClusterNode { Name = "a", Docker = one }, new ClusterNode { Name = "a", Docker = other }));

    [Fact]
    public void A_list_that_was_seen_again_says_so_when_it_is_read()
    {
        var (first, again) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(10));
        ClusterContainer[] listed = [Container with { ObservedAt = first }, Container with { Id = "2", ObservedAt = first }];
        Assert.Same(listed[0], new ListedContainers(listed, first)[0]);
        var seen = new ListedContainers(listed, again);
        Assert.Equal([listed[0] with { ObservedAt = again }, listed[1] with { ObservedAt = again }], seen);
        Assert.Same(seen[0], seen[0]);
        Assert.Same(listed, seen.Listed);
    }

    [Fact]
    public void A_flood_is_kept_up_to_its_budget()
    {
        var time = new ManualTimeProvider();
        var budget = new EventBudget(time);
        Assert.Equal(EventBudget.Most, Enumerable.Range(0, 10_000).Count(_ => budget.Take()));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(EventBudget.PerSecond, Enumerable.Range(0, 10_000).Count(_ => budget.Take()));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(EventBudget.Most, Enumerable.Range(0, 10_000).Count(_ => budget.Take()));
    }

    [Fact]
    public async Task An_alarm_rings_in_time_or_when_it_is_rung()
    {
        var time = new ManualTimeProvider();
        using var alarm = new Alarm(time);
        var waiting = alarm.WaitAsync(TimeSpan.FromSeconds(10), default);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(WatchedCluster.Limit);

        alarm.Ring();
        alarm.Ring();
        await alarm.WaitAsync(TimeSpan.FromDays(1), default).WaitAsync(WatchedCluster.Limit);
        Assert.False(alarm.WaitAsync(TimeSpan.FromDays(1), default).IsCompleted);
    }

    private static void AssertCounts<T>(T one, string[] but, Func<T, T, bool> tellSame)
        where T : class
    {
        Assert.True(tellSame(one, Copy(one)));
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var other = Copy(one);
            property.SetValue(other, Another(property.PropertyType, property.GetValue(one)));
            Assert.True(tellSame(one, other) == but.Contains(property.Name), $"{typeof(T).Name}.{property.Name} {(but.Contains(property.Name) ? "counts" : "does not count")}.");
        }
    }

    private static T Copy<T>(T one) => (T)typeof(T).GetMethod("<Clone>$")!.Invoke(one, null)!;

    private static object Another(Type type, object? value) => type switch
    {
        _ when type == typeof(string) => value + "x",
        _ when type == typeof(Uri) => new Uri("unix:///other"),
        _ when type == typeof(string[]) => new[] { "other" },
        _ when type == typeof(double[]) => new[] { 1.5 },
        _ when type == typeof(ClusterDisk[]) => new[] { new ClusterDisk { Path = "/", TotalBytes = 2, UsedBytes = 1 } },
        _ when type == typeof(ClusterPort[]) => new[] { new ClusterPort { ContainerPort = 1 } },
        _ when type == typeof(ReadOnlyMap<string>) => (ReadOnlyMap<string>)new Dictionary<string, string> { ["b"] = "2" }!,
        _ when type == typeof(ClusterEndpoint) => new ClusterEndpoint { Uri = new Uri("unix:///other") },
        _ when type == typeof(ClusterContainerCounts) => new ClusterContainerCounts { Total = 7 },
        _ when type == typeof(bool) => !(bool)value!,
        _ when type.IsEnum => Enum.GetValues(type).Cast<object>().First(one => !one.Equals(value)),
        _ => Plain(Nullable.GetUnderlyingType(type) ?? type),
    };

    private static object Plain(Type type) => type switch
    {
        _ when type == typeof(int) => 7,
        _ when type == typeof(long) => 7L,
        _ when type == typeof(double) => 7.5,
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(7),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch.AddYears(7),
        _ => throw new NotSupportedException(type.Name),
    };
}
