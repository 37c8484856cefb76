using System.Runtime.InteropServices;
using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Demo.Hosts;

/// <summary>
/// The process that holds the two private engines (`LyttleCluster.Demo hosts`). Its life is tied to its standard input, so that
/// the hosts go down with the demo however that ends: finished, failed, Ctrl+C or killed. Asked to `keep`, it stays until SIGTERM.
/// </summary>
internal sealed class HostsKeeper(TextReader requests, TextWriter replies) : IAsyncDisposable
{
    private static readonly string[] Names = ["web1", "web2"];
    private readonly string _folder = Directory.CreateTempSubdirectory("lyttle-demo-").FullName;
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<DockerEngine> _engines = [];
    private bool _keep;

    /// <summary>Serves until the demo is over, takes everything down, and returns the exit code.</summary>
    public static async Task<int> RunAsync()
    {
        // Ctrl+C at a terminal, and its closing, reach every process there; whether they end the hosts is the demo's to say, by
        // closing our input. They must not end the taking down either, so these are let go of last.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        await using var keeper = new HostsKeeper(
            new StreamReader(Console.OpenStandardInput()), new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, keeper.End);
        return await keeper.ServeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_engines.Select(engine => engine.DisposeAsync().AsTask()));
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> ServeAsync()
    {
        try
        {
            _engines = await DockerEngine.StartManyAsync(Names.Length);
        }
        catch (Exception failure)
        {
            await ReplyAsync(new HostsReply(null, failure.Message));
            return 1;
        }

        await replies.WriteLineAsync(JsonSerializer.Serialize(Describe(), HostsJson.Default.HostsUp));
        // Reading a pipe cannot be cancelled, so it runs beside us.
        var requested = Task.Run(AnswerAllAsync);
        await Task.WhenAny(requested, _told.Task);
        if (_keep)
            await _told.Task;
        return 0;
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _told.TrySetResult();
    }

    private HostsUp Describe() => new(
        Environment.ProcessId,
        Path.Combine(_folder, "state.db"),
        [.. Names.Zip(_engines, (name, engine) => new DemoHost(name, engine.UnixUri.ToString(), engine.Address.ToString(), engine.Pid))]);

    private async Task AnswerAllAsync()
    {
        while (await requests.ReadLineAsync() is { } line)
            await ReplyAsync(await AnswerAsync(line));
    }

    private async Task<HostsReply> AnswerAsync(string line)
    {
        try
        {
            return new HostsReply(await ActAsync(JsonSerializer.Deserialize(line, HostsJson.Default.StringArray)!));
        }
        catch (Exception failure)
        {
            return new HostsReply(null, failure.Message);
        }
    }

    private async Task<string> ActAsync(string[] request)
    {
        switch (request)
        {
            case ["keep"]:
                _keep = true;
                return "";
            case ["docker", var host, .. var arguments]:
                return await Engine(host).DockerAsync(arguments);
            case ["kill", var host]:
                await Engine(host).KillAsync();
                return "";
            case ["start", var host]:
                await Engine(host).RestartAsync();
                return "";
            default:
                throw new InvalidOperationException("A request is [\"docker\", HOST, …], [\"kill\", HOST], [\"start\", HOST] or [\"keep\"].");
        }
    }

    private DockerEngine Engine(string host) => _engines[Array.IndexOf(Names, host)];

    private Task ReplyAsync(HostsReply reply) => replies.WriteLineAsync(JsonSerializer.Serialize(reply, HostsJson.Default.HostsReply));
}
