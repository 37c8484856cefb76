using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// Checks every layer between here and a node, from the name up to the engine. A layer that fails ends the row of checks:
/// those above it could only repeat its failure.
/// </summary>
internal sealed class NodeTester(NodeConnections connections, TimeProvider time)
{
    /// <summary>A certificate with fewer days left is reported.</summary>
    private static readonly TimeSpan WarnBeforeExpiry = TimeSpan.FromDays(30);

    public async IAsyncEnumerable<ClusterCheck> TestAsync(StoredNode node, TimeSpan silence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One endpoint's failure says nothing about the other.
        if (node.DockerEndpoint is { } endpoint)
        {
            await foreach (var check in RunAsync(node, LayersOf(endpoint, silence), cancellationToken)) yield return check;
        }

        if (node.NginxApiEndpoint is { } api)
        {
            await foreach (var check in RunAsync(node, LayersOf(node, api, silence), cancellationToken)) yield return check;
        }
    }

    private async IAsyncEnumerable<ClusterCheck> RunAsync(StoredNode node, IEnumerable<Layer> layers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var layer in layers)
        {
            var started = time.GetTimestamp();
            var finding = await FindAsync(layer, cancellationToken);
            yield return new ClusterCheck
            {
                Node = node.Name,
                Check = layer.Name,
                Target = layer.Target,
                Passed = finding.Remedy is null,
                Detail = finding.Detail,
                Remedy = finding.Remedy,
                Duration = time.GetElapsedTime(started),
            };
            if (finding.IsBroken) yield break;
        }
    }

    private IEnumerable<Layer> LayersOf(DockerEndpoint endpoint, TimeSpan silence)
    {
        var uri = endpoint.Uri;
        var plain = endpoint with { CertificatePath = null, KeyPath = null, CACertificatePath = null };
        if (endpoint.IsUnix)
        {
            yield return new("Socket", endpoint.SocketPath, stop => ConnectAsync(plain, silence, stop));
        }
        else if (endpoint.IsNamedPipe)
        {
            yield return new("Pipe", endpoint.Address, stop => ConnectAsync(plain, silence, stop));
        }
        else if (endpoint.IsSsh)
        {
            // The name may be one of ssh's configuration and the way lead over other hosts: only ssh itself can tell whether it gets there.
            var ssh = new SshCheck(endpoint, silence);
            yield return new("Ssh", endpoint.Address, async stop => new Finding(await ssh.ReachAsync(stop)));
            yield return new("SshHostKey", endpoint.Address, async stop => new Finding(await ssh.HostKeyAsync(stop)));
            yield return new("SshLogin", endpoint.Address, async stop => new Finding(await ssh.LoginAsync(stop)));
        }
        else
        {
            if (uri.HostNameType == UriHostNameType.Dns) yield return new("NameResolution", uri.Host, stop => ResolveAsync(endpoint, silence, stop));
            yield return new("Tcp", uri.Authority, stop => ConnectAsync(plain, silence, stop));
            if (endpoint.UsesTls) yield return new("Tls", uri.Authority, stop => ConnectAsync(endpoint, silence, stop));
        }

        var client = connections.DockerOf(endpoint);
        yield return new("DockerPing", uri.ToString(), stop => PingAsync(client, silence, stop));
        yield return new("DockerApiVersion", uri.ToString(), stop => VersionAsync(client, silence, stop));
        yield return new("DockerWarnings", uri.ToString(), stop => WarningsAsync(client, silence, stop));
        yield return new("ClockSkew", uri.ToString(), stop => SkewAsync(client, silence, stop));
    }

    private IEnumerable<Layer> LayersOf(StoredNode node, NginxApiEndpoint endpoint, TimeSpan silence)
    {
        var uri = endpoint.Uri;
        var plain = endpoint with { Uri = new UriBuilder(uri) { Scheme = Uri.UriSchemeHttp, Port = endpoint.Port }.Uri, CertificatePath = null, KeyPath = null, CACertificatePath = null };
        if (uri.HostNameType == UriHostNameType.Dns) yield return new("NameResolution", uri.Host, stop => ResolveAsync(endpoint, silence, stop));
        yield return new("Tcp", uri.Authority, stop => ConnectAsync(plain, silence, stop));
        if (endpoint.UsesTls) yield return new("Tls", uri.Authority, stop => ConnectAsync(endpoint, silence, stop));
        foreach (var layer in new NginxApiChecks(() => connections.NginxApiOf(node), silence, time).Layers(uri.ToString())) yield return layer;
    }

    private static async Task<Finding> FindAsync(Layer layer, CancellationToken cancellationToken)
    {
        try
        {
            return await layer.Check(cancellationToken);
        }
        catch (ClusterException failure)
        {
            return new Finding(failure.Message, failure.Remedy, IsBroken: true);
        }
    }

    private static async Task<Finding> ResolveAsync(NetworkEndpoint endpoint, TimeSpan silence, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(endpoint.Uri.Host, cancellationToken).WaitAsync(silence, cancellationToken);
            return new Finding(string.Join(", ", addresses.Select(address => address.ToString())));
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            throw endpoint.Errors.HostNotFound();
        }
    }

    /// <summary>Connects as the client would; with TLS, tells how long the certificate shown still lasts.</summary>
    private async Task<Finding> ConnectAsync(NetworkEndpoint endpoint, TimeSpan silence, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(silence);
        try
        {
            await using var stream = await ConnectorTo(endpoint).ConnectAsync(limit.Token);
            return stream is SslStream { RemoteCertificate: X509Certificate2 certificate } ? Expiry(certificate) : new Finding("connected");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw endpoint.Errors.ConnectTimedOut(silence);
        }
    }

    private Connector ConnectorTo(NetworkEndpoint endpoint) => endpoint is DockerEndpoint docker ? new DockerConnector(docker, time) : new Connector(endpoint, time);

    private Finding Expiry(X509Certificate2 certificate)
    {
        var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        var detail = $"its certificate ends {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd} ({Math.Floor(left.TotalDays):0} days left)";
        return left > WarnBeforeExpiry ? new Finding(detail) : new Finding(detail, "Renew the certificate of that endpoint.");
    }

    private static async Task<Finding> PingAsync(DockerClient client, TimeSpan silence, CancellationToken cancellationToken)
    {
        var ping = await client.PingAsync(silence, cancellationToken);
        return new Finding($"answered in {ping.Latency.TotalMilliseconds:0.0} ms");
    }

    private static async Task<Finding> VersionAsync(DockerClient client, TimeSpan silence, CancellationToken cancellationToken)
    {
        var ping = await client.PingAsync(silence, cancellationToken);
        var version = await client.GetVersionAsync(silence, cancellationToken);
        var info = await client.GetInfoAsync(silence, cancellationToken);
        var rootless = info.IsRootless ? " (rootless)" : "";
        return new Finding($"{DockerMapping.EngineName(version)} {version.Version}{rootless}, API {ping.ApiVersion} of {version.MinAPIVersion} to {version.ApiVersion}");
    }

    private static async Task<Finding> WarningsAsync(DockerClient client, TimeSpan silence, CancellationToken cancellationToken)
    {
        var warnings = DockerMapping.Warnings(client.Endpoint, await client.GetInfoAsync(silence, cancellationToken));
        return warnings.Count == 0
            ? new Finding("none")
            : new Finding(string.Join("; ", warnings), "See the engine's documentation for each warning.");
    }

    private async Task<Finding> SkewAsync(DockerClient client, TimeSpan silence, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var info = await client.GetInfoAsync(silence, cancellationToken);
        return info.SystemTime is { } theirs ? ClockSkew.Judge(asked, theirs, time.GetUtcNow()) : new Finding("the engine does not tell its time");
    }
}
