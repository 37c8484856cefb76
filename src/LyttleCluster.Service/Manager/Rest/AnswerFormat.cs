using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>How an answer looks on the wire; one for each answer.</summary>
/// <typeparam name="T">What each value is.</typeparam>
internal abstract class AnswerFormat<T>(AnswerBuffer buffer)
{
    protected AnswerBuffer Buffer => buffer;

    protected JsonTypeInfo<T> Type { get; } = (JsonTypeInfo<T>)ApiJson.Default.Options.GetTypeInfo(typeof(T));

    public abstract string ContentType { get; }

    /// <summary>Whether what was added so far is worth sending while nothing more comes.</summary>
    public abstract bool IsWorthSending { get; }

    /// <summary>The problem that the whole answer is, when there is no value in it; null when it is none, or this format tells problems inside.</summary>
    public virtual Problem? AsProblem => null;

    /// <summary>What comes before the first element.</summary>
    public virtual void Begin()
    {
    }

    /// <param name="answer">An element.</param>
    /// <param name="id">What a reader comes back with to go on behind it; null: nothing.</param>
    public abstract void Add(Answer<T> answer, string? id);

    /// <summary>A sign of life.</summary>
    public abstract void Beat();

    /// <summary>The end.</summary>
    /// <param name="error">Why it came before all was told; null: all was told.</param>
    public abstract void End(ClusterException? error);

    /// <summary>The format that a caller accepts; a JSON object unless they say otherwise.</summary>
    public static AnswerFormat<T> For(HttpContext context, AnswerBuffer buffer)
    {
        foreach (var accepted in context.Request.Headers.Accept)
        {
            if (accepted is null) continue;
            if (accepted.Contains(ApiProtocol.Lines, StringComparison.OrdinalIgnoreCase)) return new LinesAnswer<T>(buffer);
            if (accepted.Contains(ApiProtocol.EventStream, StringComparison.OrdinalIgnoreCase)) return new EventStreamAnswer<T>(buffer);
        }

        return new ObjectAnswer<T>(buffer);
    }
}
