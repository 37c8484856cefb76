using System.Text;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// Server-sent events: values are messages, what else there is are events of the names <c>failure</c> and <c>warning</c>. The last one is called <c>end</c> where
/// all was told, so that a browser does not come back for more.
/// </summary>
internal sealed class EventStreamAnswer<T>(AnswerBuffer buffer) : AnswerFormat<T>(buffer)
{
    public override string ContentType => ApiProtocol.EventStream;

    public override bool IsWorthSending => Buffer.Count > 0;

    // So that a browser knows at once that it is connected, and comes back soon after a break.
    public override void Begin() => Buffer.Write("retry: 1000\n\n"u8);

    public override void Add(Answer<T> answer, string? id)
    {
        if (id is not null)
        {
            Buffer.Write("id: "u8);
            Buffer.Write(Encoding.ASCII.GetBytes(id));
            Buffer.Write("\n"u8);
        }

        if (answer.Value is { } value)
        {
            Buffer.Write("data: "u8);
            Buffer.WriteJson(value, Type);
            Buffer.Write("\n\n"u8);
        }

        if (answer.Failure is { } failure) Failure(failure);
        if (answer.Warning is not { } warning) return;
        Buffer.Write("event: warning\ndata: "u8);
        Buffer.WriteJson(warning, ApiJson.Default.ClusterWarning);
        Buffer.Write("\n\n"u8);
    }

    public override void Beat() => Buffer.Write(":\n\n"u8);

    public override void End(ClusterException? error)
    {
        if (error is not null) Failure(error);
        else Buffer.Write("event: end\ndata:\n\n"u8);
    }

    private void Failure(ClusterException failure)
    {
        Buffer.Write("event: failure\ndata: "u8);
        Buffer.WriteJson(Problem.Of(failure), ApiJson.Default.Problem);
        Buffer.Write("\n\n"u8);
    }
}
