namespace LyttleCluster.Service.Manager.Joining;

/// <summary>When a certificate is to be renewed. Pure.</summary>
internal static class RenewalRule
{
    /// <summary>Whether two thirds of its life are over, so that a third is left for tries.</summary>
    public static bool IsDue(DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => now >= from + ((until - from) * 2 / 3);
}
