using System.Net;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Publishing;

/// <summary>A real nginx with the agent's parts for publishing in this process. Name servers answer what the test says.</summary>
internal sealed class PublishingNode : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http;

    private PublishingNode(NginxServer nginx)
    {
        Nginx = nginx;
        Directory.CreateDirectory(Data);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        handler.ConnectCallback = async (context, cancel) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync(nginx.Address, context.DnsEndPoint.Port, cancel);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        };
        _http = new HttpClient(handler);
    }

    public NginxServer Nginx { get; }

    public INginxControl Control { get; private set; } = null!;

    public EntryPublisher Publisher { get; private set; } = null!;

    public ConfigurationStore Store => Control.Store;

    public string Data => _folder["data"];

    public string Files => _folder.Path;

    public string Listen => $"{Nginx.Address}:8081";

    public StringWriter Log { get; } = new();

    /// <summary>What name servers answer; a host that is not in it is not known.</summary>
    public Dictionary<string, IPAddress[]> Names { get; } = [];

    /// <summary>The agent's own file in nginx's configuration.</summary>
    public string Snippet => Path.Combine(Nginx.SitesFolder, "lyttle-cluster-release.conf");

    public static async Task<PublishingNode> StartAsync(NginxServerOptions? nginx = null, Func<PublishingNode, PublishingOptions, PublishingOptions>? change = null)
    {
        var node = new PublishingNode(await NginxServer.StartAsync(nginx));
        await node.OpenAsync(change);
        return node;
    }

    /// <summary>The agent is started (again).</summary>
    public async Task OpenAsync(Func<PublishingNode, PublishingOptions, PublishingOptions>? change = null)
    {
        var options = new PublishingOptions { HttpListen = [Listen], HttpsListen = [$"{Nginx.Address}:8443"], KeepReleases = 2 };
        Control = await NginxControls.OpenAsync(new NginxSettings { Executable = NginxServer.Executable, ConfigurationFile = Nginx.ConfigurationFile, DataFolder = Data }, TimeProvider.System, default);
        Publisher = new EntryPublisher(
            Control, change?.Invoke(this, options) ?? options,
            new NameResolver((host, _) => Names.TryGetValue(host, out var addresses) ? Task.FromResult(addresses) : Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException(11001)), TimeProvider.System),
            new Counters(), new ServiceLog(Log, LogFormat.Text, TimeProvider.System), TimeProvider.System);
    }

    public static NginxEntry Redirect(string name, string target) => new() { Names = [name], Kind = NginxEntryKind.Redirect, RedirectTo = target };

    public static NginxEntry Proxy(string name, string upstream) => new() { Names = [name], Kind = NginxEntryKind.Proxy, Upstreams = [new NginxUpstream(new Uri(upstream))] };

    public Task<PublishAnswer> PublishAsync(params NginxEntry[] entries) => PublishAsync(new EntryChange
    {
        Set = [.. entries.Select(entry => new EntryWish(Store.Draft.Rows.FirstOrDefault(row => row.Entry.Names[0] == entry.Names[0])?.Id, null, entry))],
    });

    public Task<PublishAnswer> PublishAsync(EntryChange change) => Publisher.PublishAsync(change, new PublishCaller("test", "test-run"), default);

    public async Task<PublishAnswer?> ActivateAsync(string id) => await Publisher.ActivateAsync(id, null, new PublishCaller("test", "test-run"), default);

    public async Task<string> PublishedAsync(params NginxEntry[] entries) => Assert.IsType<PublishAnswer.Published>(await PublishAsync(entries)).Release;

    public async Task<string?> CurrentAsync() => (await Control.GetStateAsync(default)).ConfigurationRelease;

    /// <summary>Status and Location, or body, that nginx answers for a name.</summary>
    public async Task<(int Status, string What)> AskAsync(string name, bool tls = false)
    {
        using var answer = await _http.GetAsync(new Uri(tls ? $"https://{name}:8443/" : $"http://{name}:8081/"));
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString ?? await answer.Content.ReadAsStringAsync());
    }

    /// <summary>All that nginx reads: path and text of every file.</summary>
    public IReadOnlyDictionary<string, string> LiveFiles() => Directory.EnumerateFiles(Nginx.SitesFolder).Append(Nginx.ConfigurationFile).ToDictionary(file => file, File.ReadAllText);

    /// <summary>Whether nginx would start with what lies there.</summary>
    public async Task<CommandResult> TestAsync() => await Command.RunAsync(NginxServer.Executable, ["-t", "-c", Nginx.ConfigurationFile]);

    public async ValueTask DisposeAsync()
    {
        if (Control is not null) await Control.DisposeAsync();
        await Nginx.DisposeAsync();
        _http.Dispose();
        await Log.DisposeAsync();
        _folder.Dispose();
    }
}
