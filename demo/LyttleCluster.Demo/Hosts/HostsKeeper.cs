using System.Runtime.InteropServices;
using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Demo.Hosts;

/// <summary>
/// The process that holds the two private hosts, each with an engine, a plain nginx and an agent (`LyttleCluster.Demo hosts`). Its life is tied to its standard input, so that
/// the hosts go down with the demo however that ends: finished, failed, Ctrl+C or killed. Asked to `keep`, it stays until SIGTERM.
/// </summary>
internal sealed class HostsKeeper(TextReader requests, TextWriter replies) : IAsyncDisposable
{
    private static readonly string[] Names = ["web1", "web2"];

    /// <summary>The executable of both roles, as the last build left it.</summary>
    public static readonly string Program = Path.Combine(CheckoutAbove(AppContext.BaseDirectory), "bin", "service", "lyttle-cluster");

    private readonly string _folder = Directory.CreateTempSubdirectory("lyttle-demo-").FullName;
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IAsyncDisposable> _proxies = [];
    private readonly HttpClient _visitor = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
    private IReadOnlyList<DockerEngine> _engines = [];
    private IReadOnlyList<NginxAgent> _agents = [];
    private OccupiedPort? _occupied;
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
        await StopManagersAsync();
        _occupied?.Dispose();
        _visitor.Dispose();
        foreach (var proxy in Enumerable.Reverse(_proxies))
            await proxy.DisposeAsync();
        await Task.WhenAll(_engines.Select(engine => engine.DisposeAsync().AsTask()));
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A manager that the demo started outlives it, and would go on watching hosts that are gone.</summary>
    private async Task StopManagersAsync()
    {
        var state = Describe().State;
        foreach (var manager in await ManagerControl.FindAsync(state, CancellationToken.None))
        {
            if (manager.Status is not (ManagerStatus.Died or ManagerStatus.Stopped))
                await ManagerControl.StopAsync(new ManagerStop { StatePath = state, ProcessId = manager.ProcessId, Wait = TimeSpan.FromSeconds(10), Force = true }, CancellationToken.None);
        }
    }

    private async Task<int> ServeAsync()
    {
        try
        {
            var engines = DockerEngine.StartManyAsync(Names.Length);
            _agents = await StartProxiesAsync();
            _engines = await engines;
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
        Path.Combine(_folder, "other.db"),
        [.. Names.Zip(_engines, _agents).Select(host => Describe(host.First, host.Second, host.Third))]);

    private static DemoHost Describe(string name, DockerEngine engine, NginxAgent agent) => new(
        name, engine.UnixUri.ToString(), engine.Address.ToString(), engine.Pid, agent.Uri.GetLeftPart(UriPartial.Authority), agent.KeyFile, agent.Nginx.Uri.GetLeftPart(UriPartial.Authority));

    private async Task<IReadOnlyList<NginxAgent>> StartProxiesAsync()
    {
        var agents = new List<NginxAgent>();
        foreach (var _ in Names)
        {
            var nginx = await NginxServer.StartAsync();
            _proxies.Add(nginx);
            nginx.Answer = "no site of this name";
            nginx.WriteConfiguration();
            await nginx.ReloadAsync();
            agents.Add(await NginxAgent.StartAsync(Program, nginx, NginxAgentOptions.ForDomains(nginx)));
            _proxies.Add(agents[^1]);
        }

        return agents;
    }

    private static string CheckoutAbove(string folder) => File.Exists(Path.Combine(folder, "LyttleCluster.psd1"))
        ? folder
        : CheckoutAbove(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The demo runs from a checkout."));

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
            case ["occupy", var host]:
                _occupied = Nginx(host).OccupyWantedPort();
                return _occupied.EndPoint.ToString();
            case ["free"]:
                _occupied?.Dispose();
                return "";
            case ["visit", var host, var page]:
                return await VisitAsync(Nginx(host), new Uri($"http://{page}"));
            default:
                throw new InvalidOperationException("A request is [\"docker\", HOST, …], [\"kill\", HOST], [\"start\", HOST], [\"occupy\", HOST], [\"free\"], [\"visit\", HOST, PAGE] or [\"keep\"].");
        }
    }

    /// <summary>What a visitor gets whom a name server sent to this nginx: the status, and the text or the address to go on to.</summary>
    private async Task<string> VisitAsync(NginxServer nginx, Uri page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(nginx.Uri, page.PathAndQuery)) { Headers = { Host = page.IdnHost } };
        using var answer = await _visitor.SendAsync(request);
        var text = answer.Headers.Location?.OriginalString ?? await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {text.Trim()}";
    }

    private DockerEngine Engine(string host) => _engines[Array.IndexOf(Names, host)];

    private NginxServer Nginx(string host) => _agents[Array.IndexOf(Names, host)].Nginx;

    private Task ReplyAsync(HostsReply reply) => replies.WriteLineAsync(JsonSerializer.Serialize(reply, HostsJson.Default.HostsReply));
}
