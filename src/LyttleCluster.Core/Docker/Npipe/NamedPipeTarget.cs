using System.Text.RegularExpressions;

namespace LyttleCluster.Core.Docker;

/// <summary>What an address <c>npipe:////./pipe/docker_engine</c> names: a named pipe of Windows, on this machine (<c>.</c>) or another.</summary>
/// <param name="Server">The machine; <c>.</c> is this one.</param>
/// <param name="Name">The pipe's name, without <c>\\.\pipe\</c>.</param>
internal sealed partial record NamedPipeTarget(string Server, string Name)
{
    /// <summary>What an address must look like, for messages.</summary>
    public const string Rule = "Give npipe:////./pipe/docker_engine.";

    /// <summary>The pipe as Windows writes it.</summary>
    public override string ToString() => $@"\\{Server}\pipe\{Name}";

    /// <summary>Reads an address; null when it is none that can be used.</summary>
    public static NamedPipeTarget? TryParse(Uri uri) =>
        Whole().Match(uri.OriginalString) is { Success: true } match ? new(match.Groups["server"].Value, match.Groups["name"].Value) : null;

    // The docker command takes four slashes; two are what people write from memory.
    [GeneratedRegex(@"\Anpipe:(?://)?//(?<server>\.|[A-Za-z0-9_][A-Za-z0-9_.-]{0,254})/pipe/(?<name>[A-Za-z0-9_.-]{1,200})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
