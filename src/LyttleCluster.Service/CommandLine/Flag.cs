namespace LyttleCluster.Service.CommandLine;

/// <summary>One setting of a role: the same under three names, on the command line, in the environment and in the JSON file.</summary>
/// <param name="Name">Its name without dashes, e.g. <c>api-key-file</c>.</param>
/// <param name="Placeholder">What its value is called in the help, e.g. <c>FILE</c>; null for a switch.</param>
/// <param name="Text">What it does, in one line.</param>
/// <param name="Default">What counts when it is not given, for the help.</param>
internal sealed record Flag(string Name, string? Placeholder, string Text, string Default)
{
    /// <summary>Whether it only is or is not given.</summary>
    public bool IsSwitch => Placeholder is null;

    /// <summary>Whether it asks for something to be done at once instead of setting something: command line only.</summary>
    public bool IsAction { get; init; }

    /// <summary>Whether it may be given more than once: its values are one list, with commas between.</summary>
    public bool IsList { get; init; }

    /// <summary><c>--api-key-file</c></summary>
    public string Option => "--" + Name;

    /// <summary><c>apiKeyFile</c>, its name in the JSON file.</summary>
    public string Property => string.Concat(Name.Split('-').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary><c>LYTTLECLUSTER_AGENT_API_KEY_FILE</c></summary>
    public string Variable(string role) => $"LYTTLECLUSTER_{role}_{Name}".Replace('-', '_').ToUpperInvariant();
}
