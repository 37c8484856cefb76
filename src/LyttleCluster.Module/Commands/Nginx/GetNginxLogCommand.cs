using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Reads the logs of nginx: those of several nodes are merged by time.</summary>
[Cmdlet(VerbsCommon.Get, "NginxLog")]
[OutputType(typeof(NginxLogEntry))]
public sealed class GetNginxLogCommand : NginxCmdlet
{
    /// <summary>How many of the last entries of each node.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int Tail { get; set; } = 100;

    /// <summary>Only entries of this level or above.</summary>
    [Parameter]
    public NginxLogLevel? Level { get; set; }

    /// <summary>Go on with new entries until stopped.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new NginxLogQuery { Tail = Tail, Level = Level, Follow = Follow });
        Emit((cluster, token) => cluster.Nginx.ReadLogAsync(request, token));
    }
}
