using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Closes the runspace's clusters when the module is removed from it. Importing does nothing: it must be cheap.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (RunspaceSessions.CurrentOrNone is { } sessions) Task.Run(() => sessions.DisposeAsync().AsTask()).Wait(TimeSpan.FromSeconds(2));
    }
}
