using LyttleCluster.Core;
using LyttleCluster.Core.Merging;

namespace LyttleCluster.Tests.Merging;

/// <summary>A line to be merged.</summary>
internal sealed record Line(string Node, int Second, bool Late = false)
{
    public static readonly MergeRules<Line> Rules = new(
        line => line.At, line => line with { Late = true }, node => new ClusterWarning { Id = "Silent", Node = node, Message = node });

    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddSeconds(Second);

    public static string TextOf(Answer<Line> answer) => answer.Value?.ToString() ?? answer.Warning?.Id ?? answer.Failure!.ErrorId;

    public override string ToString() => $"{(Late ? "late " : "")}{Node}{Second}";
}
