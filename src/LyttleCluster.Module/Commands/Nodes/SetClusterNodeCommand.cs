using System.Collections;
using System.Management.Automation;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Changes settings of nodes. What is not given stays; what is given as <c>$null</c> is cleared.</summary>
[Cmdlet(VerbsCommon.Set, "ClusterNode", DefaultParameterSetName = ByNode, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterNode))]
public sealed class SetClusterNodeCommand : ChosenNodeCmdlet
{
    /// <summary>The Docker endpoint: unix:///path, tcp://host:port, ssh://user@host, or npipe:////./pipe/name.</summary>
    [Parameter]
    [EndpointArgument]
    public Uri? Docker { get; set; }

    /// <summary>The client certificate for the Docker endpoint (a PEM file); makes tcp mutual TLS.</summary>
    [Parameter]
    public string? DockerCertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file).</summary>
    [Parameter]
    public string? DockerKeyPath { get; set; }

    /// <summary>The CA that signed the engine's certificate (a PEM file); the machine's own trust unless given.</summary>
    [Parameter]
    public string? DockerCACertificatePath { get; set; }

    /// <summary>The nginx_api: http://host:3003, or https://host:3003.</summary>
    [Parameter]
    [EndpointArgument]
    public Uri? NginxApi { get; set; }

    /// <summary>The API key, or a bearer token, that lets us in there. It is stored sealed.</summary>
    [Parameter]
    public SecureString? NginxApiKey { get; set; }

    /// <summary>The same out of a file that only its owner may read (mode 0600): the first word in it.</summary>
    [Parameter]
    public string? NginxApiKeyFile { get; set; }

    /// <summary>The client certificate for the nginx_api (a PEM file); goes with https.</summary>
    [Parameter]
    public string? NginxApiCertificatePath { get; set; }

    /// <summary>The key of that certificate (a PEM file).</summary>
    [Parameter]
    public string? NginxApiKeyPath { get; set; }

    /// <summary>The CA that signed the certificate of the nginx_api (a PEM file); the machine's own trust unless given.</summary>
    [Parameter]
    public string? NginxApiCACertificatePath { get; set; }

    /// <summary>Where other nodes reach its published ports: host names or IP addresses.</summary>
    [Parameter]
    public string[]? Address { get; set; }

    /// <summary>The IP address that published ports bind to.</summary>
    [Parameter]
    public string? PublishAddress { get; set; }

    /// <summary>Where its nginx takes requests.</summary>
    [Parameter]
    public Uri? ProxyAddress { get; set; }

    /// <summary>The host ports that instances may use: first-last.</summary>
    [Parameter]
    public string? PortRange { get; set; }

    /// <summary>Where it stands, as a path such as eu/rack1.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string? Location { get; set; }

    /// <summary>Labels of yours; they replace all it has.</summary>
    [Parameter]
    public Hashtable? Label { get; set; }

    /// <summary>Who answers for it.</summary>
    [Parameter]
    public string[]? Owner { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var given = this.NodeSettings();
        var settings = Given(() => given.Settings);
        Change([Call(new SetNode { Settings = settings, Clear = given.Clear })], WriteObject);
    }
}
