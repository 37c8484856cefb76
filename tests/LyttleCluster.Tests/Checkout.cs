namespace LyttleCluster.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "LyttleCluster.sln")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from a checkout."));
}
