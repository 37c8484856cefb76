using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>A cmdlet that reaches out to nodes: how many at once, and how long one may be silent.</summary>
public abstract class ReachingCmdlet : ConnectedCmdlet
{
    /// <summary>How many nodes are spoken to at once.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; }

    /// <summary>How many seconds one node's network may be silent.</summary>
    [Parameter]
    [ValidateRange(0.1, 86_400.0)]
    public double TimeoutSec { get; set; } = NodeCall.DefaultTimeout.TotalSeconds;

    /// <summary>Adds to a request what every request to nodes has.</summary>
    private protected virtual TCall Call<TCall>(TCall request) where TCall : NodeCall => request with
    {
        ThrottleLimit = IsBound(nameof(ThrottleLimit)) ? ThrottleLimit : request.ThrottleLimit,
        Timeout = IsBound(nameof(TimeoutSec)) ? TimeSpan.FromSeconds(TimeoutSec) : request.Timeout,
    };

    /// <summary>Whether a parameter was given.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
