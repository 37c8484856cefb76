using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>nginx's own words for severities and logs.</summary>
internal static class LogWords
{
    public static string NameOf(NginxLogLevel level) => level.ToString().ToLowerInvariant();

    public static string NameOf(NginxLogStream stream) => stream.ToString().ToLowerInvariant();

    public static bool TryLevel(string word, out NginxLogLevel level) => TryWord(word, out level);

    public static bool TryStream(string word, out NginxLogStream stream) => TryWord(word, out stream);

    // Enum.TryParse takes numbers too, which are no words of nginx.
    private static bool TryWord<T>(string word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word.Length > 0 && char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out value) && Enum.IsDefined(value);
    }
}
