namespace LyttleCluster.Core.Access;

/// <summary>Is told of every call that was refused for want of a right: for the log and the counters.</summary>
internal interface IAccessWitness
{
    /// <param name="caller">Who.</param>
    /// <param name="method">What they wanted to use.</param>
    /// <param name="refusal">What they were answered.</param>
    void Denied(ClusterCaller caller, AccessMethod method, ClusterException refusal);
}
