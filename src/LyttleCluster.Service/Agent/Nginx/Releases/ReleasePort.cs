namespace LyttleCluster.Service.Agent.Nginx.Releases;

/// <summary>
/// Chooses the loopback port of <see cref="ReleaseSnippet"/>. nginx does not start while another program has it, so it is one that hardly
/// any takes: above the range the kernel gives to outgoing connections (32768 to 60999 unless changed), and not one the configuration names.
/// </summary>
internal static class ReleasePort
{
    private const int First = 61_100;
    private const int Last = 65_000;

    /// <param name="taken">Ports the configuration wants for itself.</param>
    /// <param name="isFree">Whether nobody listens there now.</param>
    /// <param name="random">Where to begin to look, so that several agents of one host do not meet.</param>
    public static int Choose(IReadOnlySet<int> taken, Func<int, bool> isFree, Random random)
    {
        var begin = random.Next(First, Last);
        return Enumerable.Range(0, Last - First)
            .Select(step => First + ((begin - First + step) % (Last - First)))
            .FirstOrDefault(port => !taken.Contains(port) && isFree(port));
    }
}
