using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.State;

/// <summary>Documents as typed values, through generated JSON contracts: reflection would cost a shell's first command its budget.</summary>
internal static class DocumentWrite
{
    /// <summary>Creates or replaces a document; for <paramref name="expected"/> see <see cref="StateWrite.Expected"/>.</summary>
    public static StateWrite Put<T>(DocumentKey key, long? expected, T value, JsonTypeInfo<T> type) =>
        StateWrite.Put(key, expected, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>What a document holds.</summary>
    /// <exception cref="ClusterException"><c>StateDocumentUnreadable</c>: it is not what this version writes.</exception>
    public static T Read<T>(StateDocument document, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(document.Body.Span, type) ?? throw new JsonException("it holds null");
        }
        catch (JsonException failure)
        {
            throw StateErrors.Unreadable(document.Key, failure.Message);
        }
    }
}
