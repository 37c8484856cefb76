using System.Collections;

namespace LyttleCluster.Module;

/// <summary>Labels as PowerShell gives them.</summary>
internal static class Labels
{
    /// <summary>The labels of a hashtable; a key without a value has an empty one.</summary>
    public static IReadOnlyDictionary<string, string> From(Hashtable? labels) => labels is null
        ? new Dictionary<string, string>()
        : labels.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => entry.Value?.ToString() ?? "");
}
