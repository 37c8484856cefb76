namespace LyttleCluster.ManagerTests.Pages;

/// <summary>The pages of the sample cluster, one of each kind.</summary>
public static class PageList
{
    public static TheoryData<string> All => [.. Paths];

    internal static IReadOnlyList<string> Paths { get; } =
    [
        "/",
        "/nodes",
        "/nodes/ams3",
        "/nodes/fra2",
        "/containers",
        "/containers/ams1/" + SampleCluster.Container("ams1", 3, DateTimeOffset.UnixEpoch).Id,
        "/domains",
        "/domains/shop.example.com",
        "/domains/new",
        "/nginx",
        "/nginx/ams1",
        "/nginx-reload",
        "/events",
        "/alerts",
        "/alerts/suspend",
        "/operations",
        "/certificates",
        "/locations",
        "/dashboards",
        "/logs",
        "/access",
        "/tokens",
    ];
}
