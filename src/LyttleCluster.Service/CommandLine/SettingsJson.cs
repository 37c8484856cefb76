using System.Text.Json;

namespace LyttleCluster.Service.CommandLine;

/// <summary>Reads the JSON file of settings: one object whose properties are named as the flags.</summary>
internal static class SettingsJson
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Dictionary<string, Given> Read(Given file, string role, IReadOnlyList<Flag> flags)
    {
        using var document = Parse(file);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw CommandLineErrors.FileNotJson(file, "it holds something else.");
        var found = new Dictionary<string, Given>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var flag = flags.FirstOrDefault(known => !known.IsAction && known != flags[^1] && known.Property == property.Name)
                ?? throw CommandLineErrors.PropertyUnknown(property.Name, file.Value, role);
            found[flag.Name] = new Given(ValueOf(flag, property, file.Value), $"{property.Name} in {file.Value}");
        }

        return found;
    }

    private static string ValueOf(Flag flag, JsonProperty property, string file) => (flag.IsSwitch, property.Value.ValueKind) switch
    {
        (false, JsonValueKind.Array) when flag.IsList && property.Value.EnumerateArray().All(item => item is { ValueKind: JsonValueKind.String }) && property.Value.GetArrayLength() > 0 =>
            string.Join(',', property.Value.EnumerateArray().Select(item => item.GetString())),
        (true, JsonValueKind.True) => "true",
        (true, JsonValueKind.False) => "false",
        (true, _) => throw CommandLineErrors.PropertyInvalid(property.Name, file, "true or false"),
        (false, JsonValueKind.String) when property.Value.GetString() is { Length: > 0 } text => text,
        _ => throw CommandLineErrors.PropertyInvalid(property.Name, file, "a text in quotation marks"),
    };

    private static JsonDocument Parse(Given file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(file.Value), Lenient);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandLineErrors.FileNotFound(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandLineErrors.FileUnreadable(file);
        }
        catch (JsonException failure)
        {
            throw CommandLineErrors.FileNotJson(file, failure.Message);
        }
    }
}
