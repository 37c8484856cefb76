using System.Collections;
using System.Management.Automation;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Adds hosts to the cluster; takes every setting from the pipeline by its name too.</summary>
[Cmdlet(VerbsCommon.Add, "ClusterNode", SupportsShouldProcess = true)]
[OutputType(typeof(ClusterNode))]
public sealed class AddClusterNodeCommand : ReachingCmdlet
{
    private readonly List<AddNode> _requests = [];

    /// <summary>Its name: letters, digits, dots, underscores, hyphens; 63 at most.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The Docker endpoint: unix:///path, tcp://host:port, ssh://user@host, or npipe:////./pipe/name.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [EndpointArgument]
    public Uri? Docker { get; set; }

    /// <summary>The client certificate for the Docker endpoint (a PEM file); makes tcp mutual TLS.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DockerCertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DockerKeyPath { get; set; }

    /// <summary>The CA that signed the engine's certificate (a PEM file); the machine's own trust unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DockerCACertificatePath { get; set; }

    /// <summary>The nginx_api: http://host:3003, or https://host:3003.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EndpointArgument]
    public Uri? NginxApi { get; set; }

    /// <summary>The API key, or a bearer token, that lets us in there. It is stored sealed.</summary>
    [Parameter]
    public SecureString? NginxApiKey { get; set; }

    /// <summary>The same out of a file that only its owner may read (mode 0600): the first word in it.</summary>
    [Parameter]
    public string? NginxApiKeyFile { get; set; }

    /// <summary>The client certificate for the nginx_api (a PEM file); goes with https.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? NginxApiCertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? NginxApiKeyPath { get; set; }

    /// <summary>The CA that signed the certificate of the nginx_api (a PEM file); the machine's own trust unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? NginxApiCACertificatePath { get; set; }

    /// <summary>Where other nodes reach its published ports: host names or IP addresses.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Address { get; set; }

    /// <summary>The IP address that published ports bind to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PublishAddress { get; set; }

    /// <summary>Where its nginx takes requests.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Uri? ProxyAddress { get; set; }

    /// <summary>The host ports that instances may use: first-last.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PortRange { get; set; }

    /// <summary>Where it stands, as a path such as eu/rack1.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string? Location { get; set; }

    /// <summary>Labels of yours; they replace all it has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Labels")]
    public Hashtable? Label { get; set; }

    /// <summary>Who answers for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Owners")]
    public string[]? Owner { get; set; }

    /// <summary>The agent that waits to become this node: adding the node approves it. Without endpoints those count that the agent told.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(JoinIdCompleter))]
    public string? JoinId { get; set; }

    /// <summary>Do not try to reach it first.</summary>
    [Parameter]
    public SwitchParameter SkipProbe { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var settings = Given(() => this.NodeSettings().Settings);
        _requests.Add(Call(new AddNode { Name = Name, Settings = settings, JoinId = JoinId, SkipProbe = SkipProbe }));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (requests, repeated) = NodeBatch.WithoutRepeats(_requests);
        foreach (var failure in repeated) WriteFailure(failure);
        Change(requests, WriteObject);
    }
}
