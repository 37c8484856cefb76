using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Ends tokens at once; it cannot be undone.</summary>
[Cmdlet(VerbsCommon.Remove, "ClusterToken", DefaultParameterSetName = ByToken, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterToken))]
public sealed class RemoveClusterTokenCommand : ConnectedCmdlet
{
    private const string ByName = "Name";
    private const string ByToken = "Token";

    private readonly List<string> _names = [];

    /// <summary>Names of tokens, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [TokenArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TokenCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The tokens: ClusterToken objects, names, or wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken, ValueFromPipeline = true)]
    [TokenArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TokenCompleter))]
    public string[] Token { get; set; } = [];

    /// <summary>Give back what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _names.AddRange(Name.Concat(Token));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_names.Count == 0) return;
        Change([new RemoveToken { Names = [.. _names.Distinct(StringComparer.OrdinalIgnoreCase)] }], removed =>
        {
            if (PassThru) WriteObject(removed);
        });
    }
}
