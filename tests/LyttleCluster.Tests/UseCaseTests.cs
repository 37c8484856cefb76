using LyttleCluster.Core;

namespace LyttleCluster.Tests;

public class UseCaseTests
{
    [Fact]
    public void Names_routes_and_requests_are_unique()
    {
        Assert.Equal(UseCases.All.Count, UseCases.All.Select(u => u.Name).Distinct().Count());
        Assert.Equal(UseCases.All.Count, UseCases.All.Select(u => u.Route).Distinct().Count());
        Assert.Equal(UseCases.All.Count, UseCases.All.Select(u => u.RequestType).Distinct().Count());
    }

    [Fact]
    public void Every_member_of_every_capability_is_a_use_case()
    {
        string[] generic = ["PlanAsync", "ApplyAsync"];
        var members = typeof(ICluster).GetProperties()
            .SelectMany(capability => capability.PropertyType.GetMethods()
                .Where(method => !generic.Contains(method.Name))
                .Select(method => $"{capability.Name}.{method.Name.Replace("Async", "", StringComparison.Ordinal)}"));
        var looking = UseCases.All.Where(u => u.Kind != UseCaseKind.Change).Select(u => u.Name);
        Assert.Equal(looking.Order(), members.Order());
    }

    [Fact]
    public void Every_change_request_is_a_use_case()
    {
        var requests = typeof(ChangeRequest).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(ChangeRequest)));
        var changing = UseCases.All.Where(u => u.Kind == UseCaseKind.Change).Select(u => u.RequestType);
        Assert.Equal(changing.Select(t => t.Name).Order(), requests.Select(t => t.Name).Order());
    }
}
