using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Bench.Shell;

namespace LyttleCluster.Bench.Groups;

/// <summary>The most memory that the shell held while 200 × 50 containers streamed through it.</summary>
internal sealed class MemoryGroup(Subject subject) : IGroup
{
    private const int Rounds = 15;
    private const double LimitMegabytes = 150;

    public string Name => "memory";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        await using var simulation = await Simulation.StartAsync(200, 50);
        using var cluster = await BenchCluster.OfAsync(simulation.Nodes);
        var peak = await subject.RunAsync("memory", cluster.State, ("Module", Subject.Module), ("Rounds", Rounds));
        var (bare, once, many) = (peak.GetProperty("Bare").GetDouble(), peak.GetProperty("Once").GetDouble(), peak.GetProperty("Many").GetDouble());
        yield return Row.AtMost("200 nodes × 50, once, peak RSS", once, $"{once:0} MB", $"{bare:0} MB before the module", LimitMegabytes, "MB");
        yield return Row.AtMost($"200 nodes × 50, {Rounds} times, peak RSS", many, $"{many:0} MB", $"{bare:0} MB before the module", LimitMegabytes, "MB");
    }
}
