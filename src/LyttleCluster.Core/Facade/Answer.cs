using System.Diagnostics.CodeAnalysis;

namespace LyttleCluster.Core;

/// <summary>
/// One element of a result over many nodes: a value, or why one node has none.
/// A failing node never ends the stream; its failure is an element like any other.
/// </summary>
/// <typeparam name="T">What is asked for.</typeparam>
public readonly record struct Answer<T>
{
    private Answer(T? value, ClusterException? failure)
    {
        Value = value;
        Failure = failure;
    }

    /// <summary>The value; null in a failure.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null in an answer.</summary>
    public ClusterException? Failure { get; }

    /// <summary>Whether this is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsValue => Failure is null;

    /// <summary>An answer.</summary>
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Answer<T>(ClusterException failure) => new(default, failure);
}
