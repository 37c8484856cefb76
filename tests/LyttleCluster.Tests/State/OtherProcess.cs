using System.Diagnostics;

namespace LyttleCluster.Tests.State;

/// <summary>A real second process that works with a state file: see the project LyttleCluster.StateWriter.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static OtherProcess Start(params string[] arguments) => Run("dotnet", [Program, .. arguments]);

    /// <summary>The same without root's power to pass file modes, so that modes mean something to root too.</summary>
    public static OtherProcess StartWithoutPower(params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? Run("setpriv", ["--bounding-set=-dac_override,-dac_read_search", "dotnet", Program, .. arguments])
            : Start(arguments);

    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken);

    public void Say(string line) => _process.StandardInput.WriteLine(line);

    public void Kill() => _process.Kill();

    /// <summary>Ends its input and waits for its end: its exit code and what it said.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, output.Trim());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "LyttleCluster.StateWriter.dll");

    private static OtherProcess Run(string file, string[] arguments) => new(Process.Start(new ProcessStartInfo(file, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);
}
