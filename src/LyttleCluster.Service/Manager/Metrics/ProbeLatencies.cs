namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>How long probes took, as a histogram since the start.</summary>
internal sealed class ProbeLatencies
{
    /// <summary>Upper bounds in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 19];

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Bounds.Count + 1];
    private double _sum;

    public void Add(TimeSpan took)
    {
        var seconds = took.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Count && seconds > Bounds[bucket]) bucket++;
        lock (_gate)
        {
            _counts[bucket]++;
            _sum += seconds;
        }
    }

    /// <summary>The values in each bucket, not added up, and their sum in seconds.</summary>
    public (long[] Counts, double Sum) Read()
    {
        lock (_gate) return ([.. _counts], _sum);
    }
}
