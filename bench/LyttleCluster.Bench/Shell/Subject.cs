using System.Diagnostics;
using System.Text.Json;

namespace LyttleCluster.Bench.Shell;

/// <summary>
/// What is measured: the cmdlets in a real PowerShell, or, where there is none, the same use cases through the engine. Each measurement
/// is a script with parameters that runs in a new process and answers with one line of JSON.
/// </summary>
internal sealed class Subject
{
    private static readonly Version Least = new(7, 6);
    private readonly string? _pwsh;

    private Subject(string? pwsh) => _pwsh = pwsh;

    /// <summary>Whether the cmdlets are measured.</summary>
    public bool IsShell => _pwsh is not null;

    public string Name => IsShell ? "cmdlets in PowerShell" : "the engine through ICluster";

    /// <summary>The module's manifest; it must have been built.</summary>
    public static string Module { get; } = Path.Combine(CheckoutAbove(AppContext.BaseDirectory), "LyttleCluster.psd1");

    public static Subject Find(bool engineOnly) => new(engineOnly ? null : PathOf("pwsh") is { } pwsh && VersionOf(pwsh) >= Least ? pwsh : null);

    /// <summary>Runs a measurement in a new process.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="state">The state file it works with.</param>
    /// <param name="parameters">Its parameters.</param>
    public async Task<JsonElement> RunAsync(string script, string state, params (string Name, object Value)[] parameters)
    {
        var start = new ProcessStartInfo(_pwsh ?? Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] head = _pwsh is null
            ? [EngineScripts.Word, script]
            : ["-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Shell", "Scripts", script + ".ps1")];
        foreach (var word in head) start.ArgumentList.Add(word);
        foreach (var (name, value) in parameters)
        {
            start.ArgumentList.Add("-" + name);
            if (value is not true) start.ArgumentList.Add(FormattableString.Invariant($"{value}"));
        }

        start.Environment["LYTTLECLUSTER_STATE"] = state;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = output.TrimEnd().Split('\n')[^1];
        if (process.ExitCode != 0 || !line.StartsWith('{')) throw new InvalidOperationException($"The measurement '{script}' failed:{Environment.NewLine}{output}");
        return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>A program on the PATH; null when there is none.</summary>
    public static string? PathOf(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);

    private static Version? VersionOf(string pwsh)
    {
        using var process = Process.Start(new ProcessStartInfo(pwsh, "--version") { RedirectStandardOutput = true })!;
        var words = process.StandardOutput.ReadToEnd().Trim().Split(' ', '-');
        return words.Length > 1 && Version.TryParse(words[1], out var version) ? version : null;
    }

    private static string CheckoutAbove(string folder) => File.Exists(Path.Combine(folder, "LyttleCluster.psd1"))
        ? folder
        : CheckoutAbove(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The bench runs from a checkout."));
}
