namespace LyttleCluster.Service.Agent.Operations;

/// <summary>How far an operation is. The v2 API's <c>partially_failed</c> cannot happen on one node.</summary>
internal enum OperationStatus
{
    Pending,
    Running,
    Succeeded,
    Failed,
}
