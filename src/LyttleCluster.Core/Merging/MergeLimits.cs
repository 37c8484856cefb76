namespace LyttleCluster.Core.Merging;

/// <summary>The numbers that all merges of streams share.</summary>
internal static class MergeLimits
{
    /// <summary>The others wait so long for a silent node.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>How long followed entries are held to be put in order.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(250);

    /// <summary>Entries held at most while following, and read ahead at most of one stream.</summary>
    public const int Held = 1024;

    /// <summary>Entries read ahead of one stream at least, however many streams there are.</summary>
    private const int HeldAtLeast = 16;

    /// <summary>Entries read ahead at most, of all streams of a merge together.</summary>
    private const int HeldTogether = 65_536;

    /// <summary>How many entries of one stream are read ahead, when its node has so many streams and the merge so many nodes.</summary>
    public static int Ahead(int nodes, int streams) => Math.Clamp(HeldTogether / Math.Max(nodes, 1) / Math.Max(streams, 1), HeldAtLeast, Held);
}
