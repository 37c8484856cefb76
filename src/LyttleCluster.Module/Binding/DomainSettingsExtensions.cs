using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Reads the settings of a domain off the cmdlet that takes them.</summary>
internal static class DomainSettingsExtensions
{
    /// <summary>The settings in the parameters that were given.</summary>
    public static DomainSettingsBinding DomainSettings(this PSCmdlet cmdlet) =>
        new(cmdlet.MyInvocation.BoundParameters.ToDictionary(pair => pair.Key, pair => pair.Value is SwitchParameter given ? given.IsPresent : (object?)pair.Value));
}
