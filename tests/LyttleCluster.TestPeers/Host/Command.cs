using System.Diagnostics;

namespace LyttleCluster.TestPeers;

/// <summary>Runs one short program to its end.</summary>
public static class Command
{
    /// <summary>Runs and returns whatever came; cancelling kills the program.</summary>
    public static async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments, Stream? input = null, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        await using var kill = cancel.Register(() => TryKill(process)).ConfigureAwait(false);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await FeedAsync(process, input, cancel);
        await process.WaitForExitAsync(CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs and returns the trimmed output; any exit code but 0 is an exception that shows the command and its complaint.</summary>
    public static async Task<string> MustAsync(string file, IEnumerable<string> arguments, Stream? input = null, CancellationToken cancel = default)
    {
        var list = arguments.ToArray();
        var result = await RunAsync(file, list, input, cancel);
        return result.ExitCode == 0
            ? result.Output.Trim()
            : throw new InvalidOperationException($"`{file} {string.Join(' ', list)}` ended with {result.ExitCode}: {result.Error.Trim()} {result.Output.Trim()}");
    }

    /// <summary>The full path of a program, looked for on PATH and in the folders of administrators' programs.</summary>
    public static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin:/usr/bin:/bin"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancel)
    {
        try
        {
            if (input is not null)
                await input.CopyToAsync(process.StandardInput.BaseStream, cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program closed its input early; its exit code and complaint say why.
        }
    }

    private static void TryKill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }
    }
}
