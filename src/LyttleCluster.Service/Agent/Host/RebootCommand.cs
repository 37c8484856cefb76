using System.Diagnostics;

namespace LyttleCluster.Service.Agent.Host;

/// <summary>Reboots by a program: that of systemd where it runs, else the classic one; through sudo when the agent is not root.</summary>
internal sealed class RebootCommand(IReadOnlyList<string> words) : IReboot
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The words that reboot this host, without sudo.</summary>
    public static IReadOnlyList<string> OfThisHost() =>
        Directory.Exists("/run/systemd/system")
            ? [FirstExisting("/usr/bin/systemctl", "/bin/systemctl"), "reboot"]
            : [FirstExisting("/usr/sbin/reboot", "/sbin/reboot")];

    public static RebootCommand For(AgentUser user) => new(user.IsRoot ? OfThisHost() : ["sudo", "-n", .. OfThisHost()]);

    public async Task RebootAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await RunAsync(limit.Token);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw AgentErrors.RebootFailed(string.Join(' ', words), failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw AgentErrors.RebootFailed(string.Join(' ', words), $"it did not end within {Patience.TotalSeconds} s.");
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw AgentErrors.RebootFailed(string.Join(' ', words), $"exit code {process.ExitCode}. {(await said).Trim()}");
    }

    private static string FirstExisting(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (File.Exists(path)) return path;
        }

        return paths[^1];
    }
}
