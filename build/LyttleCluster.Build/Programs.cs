using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LyttleCluster.Build;

/// <summary>Runs other programs, with our tools on their PATH.</summary>
internal sealed class Programs(Workspace workspace)
{
    private static readonly string[] AdministratorFolders = OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    private string ToolsModules => Path.Combine(workspace.Tools, "Modules");

    /// <summary>The full path of a program on PATH, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(AdministratorFolders)
            .SelectMany(folder => OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : new[] { program }, Path.Combine)
            .FirstOrDefault(File.Exists);

    /// <summary>Runs it before the user's eyes and returns its exit code.</summary>
    public async Task<int> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        // Ctrl+C reaches the program as well: it ends in its own way, takes down what it had started, and then so do we.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var process = Start(Describe(program, arguments, variables));
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>As <see cref="RunAsync"/>; anything but 0 ends the step.</summary>
    public async Task MustAsync(string program, params string[] arguments)
    {
        if (await RunAsync(program, arguments) is not 0 and var code)
            throw new BuildFailedException($"`{program} {string.Join(' ', arguments)}` ended with {code}.");
    }

    /// <summary>Runs it quietly. Null when it took longer than the limit (it is killed then) or does not exist.</summary>
    public async Task<ProgramOutput?> CaptureAsync(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        var start = Describe(program, arguments, null);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        using var process = TryStart(start);
        if (process is null)
            return null;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limited = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(limited.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        return new ProgramOutput(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo Describe(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments) { WorkingDirectory = workspace.Root };
        Prepend(start, "PATH", workspace.Tools);
        Prepend(start, "PSModulePath", ToolsModules);
        // A .NET tool finds the runtime by this where .NET is not in its usual place.
        start.Environment.TryAdd("DOTNET_ROOT", Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../..")));
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    private static void Prepend(ProcessStartInfo start, string variable, string folder)
    {
        var old = start.Environment.TryGetValue(variable, out var value) ? value : null;
        start.Environment[variable] = string.IsNullOrEmpty(old) ? folder : folder + Path.PathSeparator + old;
    }

    private static Process Start(ProcessStartInfo start) =>
        TryStart(start) ?? throw new BuildFailedException($"`{start.FileName}` could not be started: is it installed?");

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
