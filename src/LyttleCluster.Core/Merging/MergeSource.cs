using System.Threading.Channels;

namespace LyttleCluster.Core.Merging;

/// <summary>One of several streams to be merged: whose it is, and its lines as they come.</summary>
internal sealed record MergeSource<T>(string Node, ChannelReader<Answer<T>> Lines);
