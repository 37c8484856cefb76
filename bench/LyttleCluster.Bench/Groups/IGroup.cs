using LyttleCluster.Bench.Report;

namespace LyttleCluster.Bench.Groups;

/// <summary>Numbers that belong together.</summary>
internal interface IGroup
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Measures them, one after the other: nothing else of ours runs meanwhile.</summary>
    IAsyncEnumerable<Row> MeasureAsync();
}
