using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>A JSON object a line; an empty line is a sign of life.</summary>
internal sealed class LinesAnswer<T>(AnswerBuffer buffer) : AnswerFormat<T>(buffer)
{
    public override string ContentType => ApiProtocol.Lines;

    public override bool IsWorthSending => Buffer.Count > 0;

    public override void Add(Answer<T> answer, string? id)
    {
        if (answer.IsValue)
        {
            Buffer.Write("{\"value\":"u8);
            Buffer.WriteJson(answer.Value, Type);
            Buffer.Write("}\n"u8);
            return;
        }

        AddOther(answer);
    }

    public override void Beat() => Buffer.Write("\n"u8);

    public override void End(ClusterException? error)
    {
        if (error is not null) Line("{\"error\":"u8, error);
    }

    private void AddOther(Answer<T> answer)
    {
        if (answer.Warning is { } warning)
        {
            Buffer.Write("{\"warning\":"u8);
            Buffer.WriteJson(warning, ApiJson.Default.ClusterWarning);
            Buffer.Write("}\n"u8);
        }
        else if (answer.Value is { } outcome)
        {
            Buffer.Write("{\"value\":"u8);
            Buffer.WriteJson(outcome, Type);
            Line(",\"failure\":"u8, answer.Failure!);
        }
        else
        {
            Line("{\"failure\":"u8, answer.Failure!);
        }
    }

    private void Line(ReadOnlySpan<byte> begin, ClusterException failure)
    {
        Buffer.Write(begin);
        Buffer.WriteJson(Problem.Of(failure), ApiJson.Default.Problem);
        Buffer.Write("}\n"u8);
    }
}
