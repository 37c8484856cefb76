using System.Collections;
using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>
/// Adds domains, or changes settings of some. What is not given stays; what is given as <c>$null</c> is cleared. A domain leads to one
/// thing alone, so each has a set of parameters of its own; the sets without one change settings of domains that are there.
/// </summary>
[Cmdlet(VerbsCommon.Set, "ClusterDomain", DefaultParameterSetName = ByDomain, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterDomain))]
public sealed class SetClusterDomainCommand : ConnectedCmdlet
{
    private const string ByName = "Name";
    private const string ByNameUpstream = "NameUpstream";
    private const string ByNameApp = "NameApp";
    private const string ByNameRoot = "NameRoot";
    private const string ByNameRedirect = "NameRedirect";
    private const string ByDomain = "Domain";
    private const string ByDomainUpstream = "DomainUpstream";
    private const string ByDomainApp = "DomainApp";
    private const string ByDomainRoot = "DomainRoot";
    private const string ByDomainRedirect = "DomainRedirect";

    private readonly List<string> _names = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Host names of domains; <c>*.example.com</c> is the domain for all names below.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByNameUpstream)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByNameApp)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByNameRoot)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByNameRedirect)]
    [DomainNameArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The domains: ClusterDomain objects, or host names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByDomain, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainUpstream, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainApp, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainRoot, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainRedirect, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [DomainArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public string[] Domain { get; set; } = [];

    /// <summary>They lead to these: addresses, or tables such as <c>@{ Address = 'http://10.0.0.5:8080'; Weight = 2 }</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNameUpstream)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainUpstream)]
    [ValidateNotNullOrEmpty]
    public ClusterUpstream[] Upstream { get; set; } = [];

    /// <summary>The upstream or instance with the fewest connections gets the next request.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByNameUpstream)]
    [Parameter(ParameterSetName = ByNameApp)]
    [Parameter(ParameterSetName = ByDomain)]
    [Parameter(ParameterSetName = ByDomainUpstream)]
    [Parameter(ParameterSetName = ByDomainApp)]
    public SwitchParameter LeastConnections { get; set; }

    /// <summary>They lead to the instances of this app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNameApp)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainApp)]
    [ValidateNotNullOrEmpty]
    public string App { get; set; } = "";

    /// <summary>They lead to this folder of files on the nodes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNameRoot)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainRoot)]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "";

    /// <summary>They lead to this address: http or https, or a path of the domain itself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNameRedirect)]
    [Parameter(Mandatory = true, ParameterSetName = ByDomainRedirect)]
    [ValidateNotNullOrEmpty]
    public string RedirectTo { get; set; } = "";

    /// <summary>The status of the redirect.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByNameRedirect)]
    [Parameter(ParameterSetName = ByDomain)]
    [Parameter(ParameterSetName = ByDomainRedirect)]
    [ValidateSet("301", "302", "307", "308")]
    public int RedirectStatus { get; set; } = 301;

    /// <summary>Append the request's path and query to the address.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByNameRedirect)]
    [Parameter(ParameterSetName = ByDomain)]
    [Parameter(ParameterSetName = ByDomainRedirect)]
    public SwitchParameter RedirectKeepPath { get; set; }

    /// <summary>Other host names; they replace all that a domain has.</summary>
    [Parameter]
    public string[]? Alias { get; set; }

    /// <summary>Serve them over TLS, and send plain requests there.</summary>
    [Parameter]
    public SwitchParameter Tls { get; set; }

    /// <summary>The certificate and its chain: a PEM file on the nodes.</summary>
    [Parameter]
    public string? CertificatePath { get; set; }

    /// <summary>The key of that certificate: a PEM file on the nodes.</summary>
    [Parameter]
    public string? CertificateKeyPath { get; set; }

    /// <summary>The nodes they are wanted on: names, wildcards, or ClusterNode objects.</summary>
    [Parameter]
    [NodeArgument(AllowsNothing = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[]? Node { get; set; }

    /// <summary>They are wanted on nodes with all of these labels.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NodeLabelCompleter))]
    public Hashtable? NodeLabel { get; set; }

    /// <summary>They are wanted on nodes at or below these locations.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string[]? Location { get; set; }

    /// <summary>Users and groups who may change and publish them through a manager, besides those who were granted that.</summary>
    [Parameter]
    public string[]? Owner { get; set; }

    /// <summary>Further directives for their server blocks, of an allow-list.</summary>
    [Parameter]
    public string? CustomConfiguration { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name.Concat(Domain).Select(DomainPattern.Name))
        {
            if (_known.Add(name)) _names.Add(name);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var given = this.DomainSettings();
        var settings = given.Settings;
        Change([.. _names.Select(name => new SetDomain { Name = name, Settings = settings, Clear = given.Clear })], WriteObject);
    }
}
