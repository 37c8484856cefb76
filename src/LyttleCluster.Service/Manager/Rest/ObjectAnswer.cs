using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// One JSON object: <c>{"items":[…],"failures":[…],"warnings":[…]}</c>, and <c>error</c> where it ended before all was told. The items are written as they
/// come; the rest, which is little, at the end.
/// </summary>
internal sealed class ObjectAnswer<T>(AnswerBuffer buffer) : AnswerFormat<T>(buffer)
{
    private readonly List<ClusterException> _failures = [];
    private readonly List<ClusterWarning> _warnings = [];
    private bool _hasItems;

    public override string ContentType => "application/json";

    public override bool IsWorthSending => _hasItems && Buffer.Count > 0;

    public override Problem? AsProblem => _hasItems || _failures.Count == 0 ? null : Problem.Of(_failures[0]) with
    {
        Others = _failures.Count == 1 ? null : [.. _failures.Skip(1).Select(failure => Problem.Of(failure))],
    };

    public override void Begin() => Buffer.Write("{\"items\":["u8);

    public override void Add(Answer<T> answer, string? id)
    {
        if (answer.Value is { } value)
        {
            if (_hasItems) Buffer.Write(",\n"u8);
            _hasItems = true;
            Buffer.WriteJson(value, Type);
        }

        if (answer.Failure is { } failure) _failures.Add(failure);
        if (answer.Warning is { } warning) _warnings.Add(warning);
    }

    public override void Beat() => Buffer.Write("\n"u8);

    public override void End(ClusterException? error)
    {
        Buffer.Write("]"u8);
        List(",\"failures\":["u8, _failures, failure => Buffer.WriteJson(Problem.Of(failure), ApiJson.Default.Problem));
        List(",\"warnings\":["u8, _warnings, warning => Buffer.WriteJson(warning, ApiJson.Default.ClusterWarning));
        if (error is not null)
        {
            Buffer.Write(",\"error\":"u8);
            Buffer.WriteJson(Problem.Of(error), ApiJson.Default.Problem);
        }

        Buffer.Write("}\n"u8);
    }

    private void List<TItem>(ReadOnlySpan<byte> begin, List<TItem> items, Action<TItem> write)
    {
        Buffer.Write(begin);
        for (var index = 0; index < items.Count; index++)
        {
            if (index > 0) Buffer.Write(",\n"u8);
            write(items[index]);
        }

        Buffer.Write("]"u8);
    }
}
