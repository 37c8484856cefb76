namespace LyttleCluster.Service.Hosting;

/// <summary>Options that both roles have under the same name, for messages about the files they name.</summary>
internal static class CommonFlags
{
    public const string Certificate = "--certificate";
    public const string Key = "--key";
    public const string Ca = "--ca";
}
