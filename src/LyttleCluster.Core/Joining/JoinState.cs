namespace LyttleCluster.Core.Joining;

/// <summary>How far an agent is with joining.</summary>
internal enum JoinState
{
    /// <summary>It announced itself and waits for somebody to decide.</summary>
    Waiting,

    /// <summary>It may be the node it was approved as.</summary>
    Approved,

    /// <summary>Somebody decided against it.</summary>
    Refused,
}
