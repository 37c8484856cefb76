using System.Management.Automation;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Looks for hosts that could be added; pipes into Add-ClusterNode.</summary>
[Cmdlet(VerbsCommon.Find, "ClusterNode", DefaultParameterSetName = OfDocker)]
[OutputType(typeof(ClusterNodeCandidate))]
public sealed class FindClusterNodeCommand : ConnectedCmdlet
{
    private const string OfDocker = "DockerContext";
    private const string OfNginx = "NginxApi";
    private const string OfPending = "Pending";
    private const string OfSwarm = "Swarm";

    /// <summary>Look at the Docker contexts of this user and at DOCKER_HOST; so it does unless told otherwise.</summary>
    [Parameter(ParameterSetName = OfDocker)]
    public SwitchParameter DockerContext { get; set; } = true;

    /// <summary>Ask this nginx_api for the nodes of its cluster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfNginx)]
    [EndpointArgument]
    [ValidateNotNull]
    public Uri? NginxApi { get; set; }

    /// <summary>The API key, or a bearer token, that lets us in there.</summary>
    [Parameter(ParameterSetName = OfNginx)]
    public SecureString? NginxApiKey { get; set; }

    /// <summary>The same out of a file that only its owner may read (mode 0600): the first word in it.</summary>
    [Parameter(ParameterSetName = OfNginx)]
    public string? NginxApiKeyFile { get; set; }

    /// <summary>The client certificate for it (a PEM file); goes with https.</summary>
    [Parameter(ParameterSetName = OfNginx)]
    public string? NginxApiCertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file).</summary>
    [Parameter(ParameterSetName = OfNginx)]
    public string? NginxApiKeyPath { get; set; }

    /// <summary>The CA that signed its certificate (a PEM file); the machine's own trust unless given.</summary>
    [Parameter(ParameterSetName = OfNginx)]
    public string? NginxApiCACertificatePath { get; set; }

    /// <summary>The agents that announced themselves to the manager and wait to be approved.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfPending)]
    public SwitchParameter Pending { get; set; }

    /// <summary>Ask this node, whose engine is a manager of a Docker Swarm, for the nodes of its swarm.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfSwarm)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[] Swarm { get; set; } = [];

    /// <summary>How many seconds its network may be silent.</summary>
    [Parameter(ParameterSetName = OfNginx)]
    [Parameter(ParameterSetName = OfSwarm)]
    [ValidateRange(0.1, 86_400.0)]
    public double TimeoutSec { get; set; } = NodeCall.DefaultTimeout.TotalSeconds;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var request in Requests()) Emit((cluster, token) => cluster.Nodes.FindAsync(request, token));
    }

    private IReadOnlyList<NodeDiscovery> Requests() => ParameterSetName switch
    {
        OfNginx => [Given(OfCluster)],
        OfPending => [new NodeDiscovery { Pending = Pending }],
        OfSwarm => [.. Swarm.Select(node => new NodeDiscovery { Swarm = node, Timeout = TimeSpan.FromSeconds(TimeoutSec) })],
        _ => [new NodeDiscovery { DockerContext = DockerContext }],
    };

    private NodeDiscovery OfCluster()
    {
        var given = this.NodeSettings().Settings;
        return new NodeDiscovery
        {
            NginxApi = given.NginxApi,
            NginxApiKey = given.NginxApiKey,
            NginxApiCertificatePath = given.NginxApiCertificatePath,
            NginxApiKeyPath = given.NginxApiKeyPath,
            NginxApiCACertificatePath = given.NginxApiCACertificatePath,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
        };
    }
}
