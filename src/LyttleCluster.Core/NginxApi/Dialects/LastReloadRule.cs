using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.NginxApi;

/// <summary>What can be said of a configuration that cannot be tested. Pure.</summary>
internal static class LastReloadRule
{
    public static string Say(NginxApiDialect dialect, NginxApiLastReload? last) => last switch
    {
        { Succeeded: true } => $"{dialect.Name} cannot test a configuration without loading it; its last reload, at {ErrorText.Day(last.At.UtcDateTime)}, was accepted",
        { Succeeded: false } => $"{dialect.Name} cannot test a configuration without loading it; its last reload, at {ErrorText.Day(last.At.UtcDateTime)}, was refused: {last.Error}",
        null => $"{dialect.Name} cannot test a configuration without loading it, and does not tell how its last reload went",
    };
}
