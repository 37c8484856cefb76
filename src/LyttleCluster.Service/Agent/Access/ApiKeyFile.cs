using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>The text of an API key file: one key a line with an optional right; empty lines and lines with <c>#</c> are left out.</summary>
internal static class ApiKeyFile
{
    /// <summary>Shorter keys can be guessed.</summary>
    public const int LeastLength = 16;

    public static IReadOnlyList<ApiKey> Read(string path)
    {
        var text = PrivateFile.ReadText(AgentFlags.ApiKeyFile.Option, path);
        PrivateFile.MustBeOwners(AgentFlags.ApiKeyFile.Option, path);
        return Parse(text, path);
    }

    /// <param name="text">What the file holds.</param>
    /// <param name="path">Its name, for refusals; they never show what stands in a line.</param>
    public static IReadOnlyList<ApiKey> Parse(string text, string path)
    {
        var keys = new List<ApiKey>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#')) continue;
            keys.Add(KeyOf(words, keys.Count + 1) ?? throw AgentErrors.ApiKeyLineInvalid(path, number, WhatIsWrong(words)));
        }

        return keys.Count > 0 ? keys : throw AgentErrors.ApiKeyFileEmpty(path);
    }

    private static ApiKey? KeyOf(string[] words, int number)
    {
        Right? right = words.Length switch { 1 => Right.PlatformAdmin, 2 => Rights.Parse(words[1]), _ => null };
        return right is { } known && words[0].Length >= LeastLength ? ApiKey.Of(words[0], number, known) : null;
    }

    private static string WhatIsWrong(string[] words) =>
        words[0].Length < LeastLength ? $"the key has fewer than {LeastLength} characters"
        : words.Length > 2 ? "there is more than a key and a role"
        : "the role is not viewer, operator or platform-admin";
}
