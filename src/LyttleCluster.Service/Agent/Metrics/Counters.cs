using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Service.Agent.Metrics;

/// <summary>What happened since the agent started.</summary>
internal sealed class Counters
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, long> _answers = [];
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ReloadOutcome, long> _reloads = new(Enum.GetValues<ReloadOutcome>().ToDictionary(outcome => outcome, _ => 0L));

    public IReadOnlyDictionary<int, long> Answers => Copy(_answers);

    public IReadOnlyDictionary<string, long> Refusals => Copy(_refused);

    public IReadOnlyDictionary<ReloadOutcome, long> Reloads => Copy(_reloads);

    public void Answered(int status) => Add(_answers, status);

    public void Refused(string code) => Add(_refused, code);

    public void Reloaded(ReloadOutcome outcome) => Add(_reloads, outcome);

    private void Add<T>(SortedDictionary<T, long> counts, T key)
        where T : notnull
    {
        lock (_gate) counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private SortedDictionary<T, long> Copy<T>(SortedDictionary<T, long> counts)
        where T : notnull
    {
        lock (_gate) return new SortedDictionary<T, long>(counts);
    }
}
