namespace LyttleCluster.ManagerTests.Pages;

/// <summary>Where tests leave pictures of what they saw.</summary>
internal static class Screenshots
{
    public static string Path(string name) => System.IO.Path.Combine(Folder.FullName, name.Length > 60 ? name[..56] + ".png" : name);

    private static DirectoryInfo Folder { get; } = Directory.CreateDirectory(System.IO.Path.Combine(Tests.Checkout.Root, "artifacts", "test-results", "screenshots"));
}
