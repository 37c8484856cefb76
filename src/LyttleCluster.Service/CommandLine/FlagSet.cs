namespace LyttleCluster.Service.CommandLine;

/// <summary>The flags of one role, and how they are read: the command line over the environment over the JSON file.</summary>
internal sealed class FlagSet(string role, string defaultFile, IReadOnlyList<Flag> flags)
{
    /// <summary>The flag that every role has.</summary>
    public static readonly Flag Settings = new("settings", "FILE", "a JSON file with any of these settings, e.g. {\"apiKeyFile\": \"…\"}", "");

    public IReadOnlyList<Flag> Flags { get; } = [.. flags, Settings with { Default = $"{defaultFile}, where it exists" }];

    public string Role => role;

    /// <summary>What was given, by the name of the flag. Anything that names no setting is refused: a misspelt one must not be silently left out.</summary>
    public Dictionary<string, Given> Read(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment)
    {
        var all = FromWords(words);
        AddMissing(all, FromEnvironment(environment));
        if (SettingsFile(all) is { } file) AddMissing(all, SettingsJson.Read(file, role, Flags));
        return all;
    }

    private Dictionary<string, Given> FromWords(IReadOnlyList<string> words)
    {
        var found = new Dictionary<string, Given>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal)) throw CommandLineErrors.WordUnexpected(words[i], role);
            var parts = words[i][2..].Split('=', 2);
            var flag = Flags.FirstOrDefault(known => known.Name == parts[0]) ?? throw CommandLineErrors.FlagUnknown("--" + parts[0], role);
            var value = parts.Length == 2 ? parts[1]
                : flag.IsSwitch ? "true"
                : ++i < words.Count && !words[i].StartsWith("--", StringComparison.Ordinal) ? words[i]
                : throw CommandLineErrors.ValueMissing(flag);
            var given = Checked(flag, new Given(value, flag.Option));
            if (flag.IsList && found.TryGetValue(flag.Name, out var before)) found[flag.Name] = given with { Value = $"{before.Value},{value}" };
            else if (!found.TryAdd(flag.Name, given)) throw CommandLineErrors.FlagTwice(flag.Option);
        }

        return found;
    }

    private Dictionary<string, Given> FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var prefix = Settings.Variable(role)[..^Settings.Name.Length];
        var byVariable = Flags.Where(flag => !flag.IsAction).ToDictionary(flag => flag.Variable(role), StringComparer.Ordinal);
        var found = new Dictionary<string, Given>(StringComparer.Ordinal);
        foreach (var (variable, value) in environment.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (!byVariable.TryGetValue(variable, out var flag)) throw CommandLineErrors.VariableUnknown(variable, role);
            if (value.Length > 0) found.Add(flag.Name, Checked(flag, new Given(value, variable)));
        }

        return found;
    }

    private Given? SettingsFile(Dictionary<string, Given> all) =>
        all.TryGetValue(Settings.Name, out var named) ? named
        : File.Exists(defaultFile) ? new Given(defaultFile, "its default place")
        : null;

    private static Given Checked(Flag flag, Given given)
    {
        if (flag.IsSwitch && given.Value is not ("true" or "false")) throw CommandLineErrors.ValueInvalid(given, "true or false");
        return given.Value.Length == 0 ? throw CommandLineErrors.ValueMissing(flag) : given;
    }

    private static void AddMissing(Dictionary<string, Given> all, Dictionary<string, Given> weaker)
    {
        foreach (var (name, given) in weaker) all.TryAdd(name, given);
    }
}
