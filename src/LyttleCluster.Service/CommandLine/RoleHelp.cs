namespace LyttleCluster.Service.CommandLine;

/// <summary>What <c>-h</c> prints for a role: every flag with its default.</summary>
internal static class RoleHelp
{
    private const int FlagColumn = 30;

    public static string Of(FlagSet flags, string summary)
    {
        var prefix = FlagSet.Settings.Variable(flags.Role)[..^FlagSet.Settings.Name.Length];
        var lines = new List<string>
        {
            $"lyttle-cluster {flags.Role}: {summary}",
            "",
            $"Usage: lyttle-cluster {flags.Role} [FLAG [VALUE]]…",
            "",
        };
        lines.AddRange(flags.Flags.SelectMany(LinesOf));
        lines.AddRange(
        [
            $"  {"-h, --help".PadRight(FlagColumn)}this text",
            "",
            $"Each setting may also come from a variable ({prefix}LISTEN for --listen) or from the settings file (\"listen\"; a switch is true or false).",
            "A flag counts before a variable, a variable before the file.",
            "Exit codes: 0 stopped as asked; 1 could not start or go on; 2 called wrongly.",
        ]);
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> LinesOf(Flag flag)
    {
        var name = $"{flag.Option} {flag.Placeholder}".TrimEnd();
        var isLong = name.Length >= FlagColumn;
        if (isLong) yield return $"  {name}";
        yield return $"  {(isLong ? "" : name).PadRight(FlagColumn)}{flag.Text}";
        if (!flag.IsAction) yield return $"  {new string(' ', FlagColumn)}default: {flag.Default}";
    }
}
