using System.Collections.ObjectModel;

namespace LyttleCluster;

/// <summary>The one empty map of labels.</summary>
internal static class EmptyLabels
{
    public static IReadOnlyDictionary<string, string> Value { get; } = ReadOnlyDictionary<string, string>.Empty;
}
