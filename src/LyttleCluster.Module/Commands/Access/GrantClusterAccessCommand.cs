using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Grants users or groups a role or single methods of a manager, in place of what was granted to them before.</summary>
[Cmdlet(VerbsSecurity.Grant, "ClusterAccess", DefaultParameterSetName = ToUser, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterAccess))]
public sealed class GrantClusterAccessCommand : ConnectedCmdlet
{
    private const string ToUser = "User";
    private const string ToGroup = "Group";

    /// <summary>Users: the CNs of their certificates.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToUser)]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <summary>Groups, as certificates name them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToGroup)]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <summary>A named set of methods: Viewer, Operator or Admin.</summary>
    [Parameter]
    public AccessRole? Role { get; set; }

    /// <summary>Methods as <c>Service.Method</c> with shell globs, e.g. <c>Nodes.*</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MethodCompleter))]
    public string[] Method { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (kind, names) = ParameterSetName == ToGroup ? (AccessKind.Group, Group) : (AccessKind.User, User);
        Change([.. names.Distinct(StringComparer.Ordinal).Select(name => new GrantAccess { Kind = kind, Name = name, Role = Role, Methods = Method })], WriteObject);
    }
}
