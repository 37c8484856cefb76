using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Reads the settings of a node off the cmdlet that takes them.</summary>
internal static class NodeSettingsExtensions
{
    /// <summary>The settings in the parameters that were given.</summary>
    public static NodeSettingsBinding NodeSettings(this PSCmdlet cmdlet) =>
        new(cmdlet.MyInvocation.BoundParameters!, cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath);
}
