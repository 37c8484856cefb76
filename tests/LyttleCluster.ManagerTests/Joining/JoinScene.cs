using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Agent;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;
using LyttleCluster.Tests.Agent.Http;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>A manager and an agent that is to join it, each with its own clock and folder; both can be ended and started again at the same place.</summary>
internal sealed class JoinScene : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-join-");
    private readonly int _agentPort = FreePort();
    private int _managerPort;
    private LocalCluster? _cluster;
    private ManagerServer? _manager;
    private AgentServer? _agent;
    private AgentData? _data;

    public HeardLog ManagerLog { get; } = new();

    public HeardLog AgentLog { get; } = new();

    public ShiftedTime ManagerTime { get; } = new();

    public ShiftedTime AgentTime { get; } = new();

    public HeardFacts Facts { get; } = new();

    public FakeNginx Nginx { get; } = new();

    public LocalCluster Cluster => _cluster!;

    public ManagerServer Manager => _manager!;

    public AgentServer Agent => _agent!;

    public Uri ManagerUri => new($"http://127.0.0.1:{_managerPort}");

    public Uri AgentUri => new($"https://127.0.0.1:{_agentPort}");

    public string StateFolder => Path.Combine(_folder.FullName, "manager");

    public string TokenFile => Path.Combine(_folder.FullName, "token");

    public string DataFolder => Path.Combine(_folder.FullName, "agent");

    /// <summary>How the agent joins; tests change it before it starts.</summary>
    public Func<JoinOptions, JoinOptions> Change { get; set; } = options => options;

    /// <summary>How the agent runs; tests change it before it starts.</summary>
    public Func<AgentOptions, AgentOptions> ChangeAgent { get; set; } = options => options;

    /// <summary>Both are there, and the agent has a good token.</summary>
    public static async Task<JoinScene> StartAsync()
    {
        var scene = new JoinScene();
        await scene.StartManagerAsync();
        await scene.GiveTokenAsync("join", isJoin: true);
        return scene;
    }

    /// <summary>Both are there, and the agent is the node <c>web1</c>.</summary>
    public static async Task<JoinScene> StartJoinedAsync()
    {
        var scene = await StartAsync();
        await scene.StartAgentAsync();
        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
        return scene;
    }

    public async Task StartManagerAsync(bool readOnly = false)
    {
        Directory.CreateDirectory(StateFolder);
        var options = new ManagerOptions { Listen = new ListenAddress(false, IPAddress.Loopback, _managerPort), StateFile = Path.Combine(StateFolder, "state.db"), ReadOnly = readOnly };
        _cluster = await LocalCluster.OpenAsync(StateFile.At(options.StateFile), ManagerTime, CancellationToken.None);
        var parts = new ManagerParts
        {
            Options = options,
            Cluster = _cluster,
            Watch = new NothingWatched(),
            Lifecycle = new Lifecycle(ManagerTime),
            Log = new ServiceLog(ManagerLog, LogFormat.Text, ManagerTime),
            HostFacts = Facts,
            Time = ManagerTime,
        };
        _manager = await ManagerServer.StartAsync(parts, CancellationToken.None);
        _managerPort = _manager.Address.Port;
    }

    public async Task StopManagerAsync()
    {
        if (_manager is not null)
        {
            await _manager.StopAsync(null, CancellationToken.None);
            await _manager.DisposeAsync();
            _manager = null;
        }

        if (_cluster is not null) await _cluster.DisposeAsync();
        _cluster = null;
    }

    public async Task StartAgentAsync()
    {
        var options = ChangeAgent(new AgentOptions
        {
            Listen = new ListenAddress(true, IPAddress.Loopback, _agentPort),
            Nginx = new NginxSettings { DataFolder = DataFolder },
            DataFolder = DataFolder,
            Join = Change(new JoinOptions
            {
                Manager = ManagerUri,
                TokenFile = TokenFile,
                Name = "web1",
                Pauses = new JoinPauses
                {
                    Beat = TimeSpan.FromMilliseconds(50),
                    FirstAsk = TimeSpan.FromMilliseconds(20),
                    LongestAsk = TimeSpan.FromMilliseconds(100),
                    FirstRetry = TimeSpan.FromMilliseconds(20),
                    LongestRetry = TimeSpan.FromMilliseconds(100),
                    Decided = TimeSpan.FromMilliseconds(100),
                },
            }),
            Limits = new AgentLimits { CallsPerSecond = 10_000, CallsPerMinute = 10_000 },
        });
        _data = AgentData.Open(options.DataFolder);
        var parts = new AgentParts { Nginx = Nginx, Data = _data, Log = new ServiceLog(AgentLog, LogFormat.Text, AgentTime), Reboot = null, Time = AgentTime };
        _agent = await AgentServer.StartAsync(options, parts, CancellationToken.None);
    }

    public async Task StopAgentAsync()
    {
        if (_agent is not null)
        {
            await _agent.StopAsync(null, CancellationToken.None);
            await _agent.DisposeAsync();
        }

        _agent = null;
        _data?.Dispose();
        _data = null;
    }

    /// <summary>Puts a new token into the agent's file.</summary>
    public async Task GiveTokenAsync(string name, bool isJoin, DateTimeOffset? expiresAt = null)
    {
        var issued = Assert.Single(await ChangeAsync(new NewToken { Name = name, IsJoin = isJoin, Role = isJoin ? null : AccessRole.Viewer, ExpiresAt = expiresAt })).Value!;
        WriteToken(issued.Secret.Reveal());
    }

    public void WriteToken(string text)
    {
        File.WriteAllText(TokenFile, text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The one candidate, once there is one.</summary>
    public async Task<ClusterNodeCandidate> CandidateAsync(int number = 1)
    {
        await ManagerLog.SaidAsync("An agent waits to be approved.", number);
        return Assert.Single(await PendingAsync());
    }

    public async Task<List<ClusterNodeCandidate>> PendingAsync() =>
        [.. (await Cluster.Nodes.FindAsync(new NodeDiscovery { Pending = true }, CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];

    /// <summary>Approves the one candidate, as the pipeline does it.</summary>
    public async Task<ClusterNode> ApproveAsync(string name, int number = 1)
    {
        var candidate = await CandidateAsync(number);
        var settings = new NodeSettings
        {
            Docker = candidate.Docker,
            NginxApi = candidate.NginxApi,
            NginxApiCertificatePath = candidate.NginxApiCertificatePath,
            NginxApiKeyPath = candidate.NginxApiKeyPath,
            NginxApiCACertificatePath = candidate.NginxApiCACertificatePath,
        };
        var answer = Assert.Single(await ChangeAsync(new AddNode { Name = name, Settings = settings, JoinId = candidate.JoinId }));
        return answer.Failure is { } failure ? throw failure : answer.Value!;
    }

    public async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await Cluster.Operations.PlanAsync(request, CancellationToken.None);
        return [.. plan.Failures.Select(failure => (Answer<T>)failure), .. await Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync()];
    }

    public async Task<ClusterNode> NodeAsync(string name) =>
        Assert.Single(await Cluster.Nodes.GetAsync(new NodeQuery { Nodes = [name] }, CancellationToken.None).ToListAsync()).Value!;

    public async ValueTask DisposeAsync()
    {
        await StopAgentAsync();
        await StopManagerAsync();
        _folder.Delete(recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
