namespace LyttleCluster.Build;

/// <summary>What a quiet program left behind.</summary>
internal sealed record ProgramOutput(int ExitCode, string Output, string Error)
{
    /// <summary>The last line that says anything: mostly the complaint.</summary>
    public string LastLine => (Error + "\n" + Output)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .LastOrDefault() ?? $"exit code {ExitCode}";
}
