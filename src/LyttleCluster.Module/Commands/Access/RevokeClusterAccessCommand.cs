using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Takes granted rights back, or revokes certificates, which are refused from then on.</summary>
[Cmdlet(VerbsSecurity.Revoke, "ClusterAccess", DefaultParameterSetName = ByAccess, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterAccess))]
public sealed class RevokeClusterAccessCommand : ConnectedCmdlet
{
    private const string ByUser = "User";
    private const string ByGroup = "Group";
    private const string ByCertificate = "Certificate";
    private const string ByAccess = "Access";

    private readonly List<AccessTarget> _targets = [];

    /// <summary>Users, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByUser)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AccessUserCompleter))]
    public string[] User { get; set; } = [];

    /// <summary>Groups, wildcards allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByGroup)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AccessGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>SHA-256 fingerprints of certificates, in hexadecimal.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCertificate)]
    [ValidateNotNullOrEmpty]
    public string[] CertificateFingerprint { get; set; } = [];

    /// <summary>What Get-ClusterAccess gave.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAccess, ValueFromPipeline = true)]
    [AccessArgument]
    [ValidateNotNullOrEmpty]
    public AccessTarget[] Access { get; set; } = [];

    /// <summary>Why, for the list and the journal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Give back what was revoked.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _targets.AddRange(User.Select(name => new AccessTarget(AccessKind.User, name)));
        _targets.AddRange(Group.Select(name => new AccessTarget(AccessKind.Group, name)));
        _targets.AddRange(CertificateFingerprint.Select(name => new AccessTarget(AccessKind.Certificate, name)));
        _targets.AddRange(Access);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RevokeAccess[] requests = [.. _targets.GroupBy(target => target.Kind, target => target.Name).Select(same => new RevokeAccess { Kind = same.Key, Names = [.. same.Distinct(StringComparer.Ordinal)], Reason = Reason })];
        Change(requests, revoked =>
        {
            if (PassThru) WriteObject(revoked);
        });
    }
}
