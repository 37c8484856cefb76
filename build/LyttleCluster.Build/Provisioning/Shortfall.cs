namespace LyttleCluster.Build.Provisioning;

/// <summary>Something that could not be had: what, why, and what it means for the run.</summary>
internal sealed record Shortfall(string What, string Why, string Meaning)
{
    public static void Print(IReadOnlyCollection<Shortfall> all)
    {
        if (all.Count == 0)
            return;
        Console.WriteLine("Could not be had:");
        foreach (var one in all)
            Console.WriteLine($"  {one.What}: {one.Why}\n    {one.Meaning}");
    }
}
