namespace LyttleCluster.Core.Security.Certificates;

/// <summary>When a certificate counts. Pure.</summary>
internal static class CertificateTimes
{
    /// <summary>It begins a little earlier, for peers whose clocks are behind.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    public static (DateTimeOffset From, DateTimeOffset Until) Of(CertificateOrder order, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return (now - Early, now + (order.Lifetime ?? CertificateOrder.UsualLifetime(order.Kind)));
    }
}
