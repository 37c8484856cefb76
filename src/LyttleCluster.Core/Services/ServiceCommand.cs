using System.ComponentModel;
using System.Diagnostics;

namespace LyttleCluster.Core.Services;

/// <summary>Runs a program of the system, such as <c>systemctl</c>.</summary>
internal static class ServiceCommand
{
    /// <summary>What came of it; exit code 127 when there is no such program, as a shell says.</summary>
    public static async Task<Result> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, (await output + await error).Trim());
        }
        catch (Win32Exception failure)
        {
            return new Result(127, failure.Message);
        }
    }

    /// <param name="ExitCode">Its exit code.</param>
    /// <param name="Words">What it said.</param>
    public sealed record Result(int ExitCode, string Words);
}
