using System.ComponentModel;
using System.Diagnostics;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>Runs short programs of this host: without a shell, without a terminal, and never longer than they may.</summary>
internal static class ProgramRunner
{
    public static async Task<ProgramRun> RunAsync(
        string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var process = Start(program, arguments);
        using var limited = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        var output = ReadAsync(process.StandardOutput.BaseStream);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await FeedAsync(process, input, either.Token);
            await process.WaitForExitAsync(either.Token);
            return new ProgramRun(process.ExitCode, await output, await errors, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            return new ProgramRun(-1, [], "", time.GetElapsedTime(started)) { TimedOut = true };
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            })!;
        }
        catch (Win32Exception failure)
        {
            throw NginxErrors.ProgramNotRunnable(program, failure.Message);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream output)
    {
        using var all = new MemoryStream();
        await output.CopyToAsync(all, CancellationToken.None);
        return all.ToArray();
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            // It ended by itself, or runs as root by sudo, which ends it when its terminal and pipes go.
        }
    }
}
