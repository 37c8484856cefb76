namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>The last hour, a sample every ten seconds, in memory: what the sparklines of <c>/dashboards</c> show.</summary>
internal sealed class MetricSamples
{
    /// <summary>How many are kept: an hour of them.</summary>
    public const int Capacity = 360;

    /// <summary>How far they are apart.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<MetricSample> _samples = new(Capacity);

    /// <summary>All that are kept, oldest first: a copy, for whoever asks.</summary>
    public IReadOnlyList<MetricSample> All
    {
        get
        {
            lock (_gate) return [.. _samples];
        }
    }

    /// <summary>The newest; null: there is none yet.</summary>
    public MetricSample? Newest { get; private set; }

    public void Add(MetricSample sample)
    {
        lock (_gate)
        {
            if (_samples.Count == Capacity) _samples.Dequeue();
            _samples.Enqueue(sample);
            Newest = sample;
        }
    }
}
