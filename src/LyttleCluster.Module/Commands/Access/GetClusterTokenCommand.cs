using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the tokens, without their secrets.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterToken")]
[OutputType(typeof(ClusterToken))]
public sealed class GetClusterTokenCommand : ConnectedCmdlet
{
    /// <summary>Names of tokens, wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TokenCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new TokenQuery { Names = Name };
        Emit((cluster, token) => cluster.Access.GetTokensAsync(request, token));
    }
}
