using System.Management.Automation;
using System.Net;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Makes a CA, or a certificate that one signs, with its key, as two new files. It needs no cluster.</summary>
[Cmdlet(VerbsCommon.New, "ClusterCertificate", SupportsShouldProcess = true)]
[OutputType(typeof(ClusterCertificate))]
public sealed class NewClusterCertificateCommand : ClusterCmdlet
{
    /// <summary>Whom it names: a user, a manager or an agent, or what the CA is called.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What it is for: CA, IdentityCA, Manager, Agent or User.</summary>
    [Parameter(Mandatory = true)]
    public ClusterCertificateKind Kind { get; set; }

    /// <summary>Methods that it grants its user: <c>Service.Method</c> with shell globs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MethodCompleter))]
    public string[] Method { get; set; } = [];

    /// <summary>Groups that its user is in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <summary>Host names that the manager or agent is reached by.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] DnsName { get; set; } = [];

    /// <summary>IP addresses that the manager or agent is reached by.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPAddress[] Address { get; set; } = [];

    /// <summary>The CA that signs it (PEM file).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CACertificatePath { get; set; }

    /// <summary>The key of that CA (PEM file of mode 0600).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CAKeyPath { get; set; }

    /// <summary>The folder that the files are made in; the current one unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>How many days it counts: 3650 for a CA, 90 for an agent, 365 for others unless given; never longer than its CA.</summary>
    [Parameter]
    [ValidateRange(1, 36_500)]
    public int? Days { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new NewCertificate
        {
            Name = Name,
            Kind = Kind,
            Methods = Method,
            Groups = Group,
            DnsNames = DnsName,
            Addresses = Address,
            AuthorityPath = Full(CACertificatePath),
            AuthorityKeyPath = Full(CAKeyPath),
            Folder = Full(Path)!,
            Lifetime = Days is { } days ? TimeSpan.FromDays(days) : null,
        };
        var (certificate, key) = CertificateMaker.FilesOf(request);
        if (ShouldProcess($"{certificate} and {key}", $"New {Kind} certificate")) WriteObject(Given(() => CertificateMaker.Make(request, TimeProvider.System)));
    }

    private string? Full(string? path) => path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
