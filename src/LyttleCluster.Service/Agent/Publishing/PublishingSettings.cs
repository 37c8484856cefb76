using System.Globalization;
using LyttleCluster.Service.CommandLine;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>Reads the flags of <see cref="PublishingOptions"/>.</summary>
internal static class PublishingSettings
{
    private const int MostReleases = 1000;

    public static PublishingOptions Read(IReadOnlyDictionary<string, Given> given) => new()
    {
        Roots = Folders(given.GetValueOrDefault(AgentFlags.Root.Name)),
        CertificateFolders = Folders(given.GetValueOrDefault(AgentFlags.Certificates.Name)),
        HttpListen = Listens(given.GetValueOrDefault(AgentFlags.HttpListen.Name)),
        HttpsListen = Listens(given.GetValueOrDefault(AgentFlags.HttpsListen.Name)),
        KeepReleases = given.GetValueOrDefault(AgentFlags.KeepReleases.Name) is not { } keep ? new PublishingOptions().KeepReleases
            : int.TryParse(keep.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostReleases ? number
            : throw CommandLineErrors.ValueInvalid(keep, $"a number from 1 to {MostReleases}"),
    };

    private static string[] Folders(Given? given) => given is null ? []
        : given.Value.Split([',', ':'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } folders && folders.All(folder => folder.StartsWith('/'))
            ? [.. folders.Select(folder => folder.Length > 1 ? folder.TrimEnd('/') : folder).Distinct()]
            : throw CommandLineErrors.ValueInvalid(given, "a folder's full path, or some with commas between");

    /// <summary>They are written into nginx's configuration as they are: nothing in them may end the directive.</summary>
    private static string[] Listens(Given? given) => given is null ? []
        : given.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } listens
            && listens.All(listen => (char.IsAsciiLetterOrDigit(listen[0]) || listen[0] is '[' or '*') && listen.All(c => char.IsAsciiLetterOrDigit(c) || ".:[]*=_-/ ".Contains(c, StringComparison.Ordinal)))
            ? listens
            : throw CommandLineErrors.ValueInvalid(given, "what nginx's listen takes, such as 80, 192.0.2.1:8080 or [::]:80");
}
