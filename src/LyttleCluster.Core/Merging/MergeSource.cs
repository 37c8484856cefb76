using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace LyttleCluster.Core.Merging;

/// <summary>
/// One of several streams to be merged: whose it is, its entries as they come, and the streams that take its place when it has ended.
/// </summary>
internal sealed class MergeSource<T>(string node, bool isLocal, int ahead, ChannelWriter<bool> arrivals) : IMergeSink<T>
{
    private readonly Channel<Answer<T>> _entries = Channel.CreateBounded<Answer<T>>(new BoundedChannelOptions(ahead) { SingleReader = true, SingleWriter = true });
    private readonly List<MergeSource<T>> _next = [];

    public string Node { get; } = node;

    /// <summary>Whether the others wait for it as long as it takes.</summary>
    public bool IsLocal { get; } = isLocal;

    /// <summary>Whether its last entry was read.</summary>
    public bool HasEnded => _entries.Reader.Completion.IsCompleted;

    /// <summary>What takes its place; all of it once this has ended.</summary>
    public IReadOnlyList<MergeSource<T>> Next => _next;

    public bool TryRead([MaybeNullWhen(false)] out Answer<T> answer) => _entries.Reader.TryRead(out answer);

    public async ValueTask WriteAsync(Answer<T> answer, CancellationToken cancellationToken)
    {
        await _entries.Writer.WriteAsync(answer, cancellationToken);
        arrivals.TryWrite(true);
    }

    public IMergeSink<T> Add(int ahead)
    {
        var source = new MergeSource<T>(Node, IsLocal, ahead, arrivals);
        _next.Add(source);
        return source;
    }

    public void End()
    {
        _entries.Writer.TryComplete();
        arrivals.TryWrite(true);
    }
}
