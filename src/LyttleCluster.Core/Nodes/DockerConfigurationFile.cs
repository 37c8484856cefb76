using System.Text.Json;
using System.Text.Json.Nodes;

namespace LyttleCluster.Core.Nodes;

/// <summary>The <c>config.json</c> of the docker command: of it, we read which context is the current one.</summary>
internal static class DockerConfigurationFile
{
    /// <summary>The current context; null when the file names none, or cannot be read (the command itself then uses its default).</summary>
    public static string? CurrentContext(string folder)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(folder, "config.json"));
            return (JsonNode.Parse(stream) as JsonObject)?["currentContext"] is JsonValue value && value.TryGetValue<string>(out var name) && name.Length > 0 ? name : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
