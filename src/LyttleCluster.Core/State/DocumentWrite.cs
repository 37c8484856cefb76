using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.State;

/// <summary>Documents as typed values.</summary>
internal static class DocumentWrite
{
    public static StateWrite Put<T>(DocumentKey key, long? expected, T value, JsonTypeInfo<T> type) =>
        new() { Key = key, Expected = expected, Body = JsonSerializer.SerializeToUtf8Bytes(value, type) };

    public static StateWrite Delete(DocumentKey key, long? expected) => new() { Key = key, Expected = expected, Body = null };

    /// <exception cref="ClusterException"><c>StateDocumentUnreadable</c>: the body is not what this version writes.</exception>
    public static T Read<T>(StateDocument document, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(document.Body.Span, type) ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new ClusterException(
                "StateDocumentUnreadable", ClusterErrorCategory.InvalidData,
                $"The stored document '{document.Key}' cannot be read: {failure.Message}",
                "Restore the state from a backup, or update LyttleCluster if a newer version wrote it.") { TargetName = document.Key.ToString() };
        }
    }
}
