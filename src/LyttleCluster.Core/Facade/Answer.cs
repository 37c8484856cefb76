using System.Diagnostics.CodeAnalysis;

namespace LyttleCluster.Core;

/// <summary>
/// One element of a result over many nodes: a value, or why one node has none, or a warning beside the values.
/// A failing node never ends the stream; its failure is an element like any other. A change that ended badly is both: the
/// object that tells its outcome, and the failure.
/// </summary>
/// <remarks>
/// A class, though small: channels and iterators of a reference type are compiled already in the framework, those of a struct of ours
/// would be compiled anew in every session.
/// </remarks>
/// <typeparam name="T">What is asked for.</typeparam>
public sealed record Answer<T>
{
    internal Answer(T? value, ClusterException? failure, ClusterWarning? warning)
    {
        Value = value;
        Failure = failure;
        Warning = warning;
    }

    /// <summary>The value; null in a warning, and in a failure that left nothing to tell of.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value, or why it is a bad one; null unless this is a failure.</summary>
    public ClusterException? Failure { get; }

    /// <summary>What the reader of the values should know; null unless this is a warning.</summary>
    public ClusterWarning? Warning { get; }

    /// <summary>Whether this is a value, and a good one.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValue => Failure is null && Warning is null;

    /// <summary>An answer.</summary>
    public static implicit operator Answer<T>(T value) => new(value, null, null);

    /// <summary>A failure.</summary>
    public static implicit operator Answer<T>(ClusterException failure) => new(default, failure, null);

    /// <summary>A warning.</summary>
    public static implicit operator Answer<T>(ClusterWarning warning) => new(default, null, warning);
}

/// <summary>Makes answers that are neither a value alone nor a failure alone.</summary>
public static class Answer
{
    /// <summary>A change that ended badly.</summary>
    /// <param name="outcome">The object that tells how.</param>
    /// <param name="failure">What happened, and what to do.</param>
    public static Answer<T> Failed<T>(T outcome, ClusterException failure) => new(outcome, failure, null);
}
