using System.Text.Json;

namespace LyttleCluster.Service.Agent.Operations;

/// <summary>Makes the v2 API's bodies of operations.</summary>
internal sealed class OperationViews(AgentIdentity identity)
{
    /// <summary>In a list: without what was asked and acknowledged.</summary>
    public OperationBody Row(ReloadOperation operation)
    {
        var path = $"/cluster/operations/{operation.Id}";
        var (done, succeeded) = (operation.IsTerminal ? 1 : 0, operation.Status == OperationStatus.Succeeded);
        return new OperationBody
        {
            OperationId = operation.Id,
            OperationType = ReloadOperation.Type,
            Scope = "node",
            Status = NameOf(operation.Status),
            TargetNodeCount = 1,
            CompletedNodeCount = done,
            SuccessfulNodeCount = succeeded ? 1 : 0,
            FailedNodeCount = succeeded ? 0 : done,
            InitiatorNodeId = operation.InitiatorInstanceId,
            InitiatorHostname = identity.HostName,
            CorrelationId = operation.CorrelationId,
            RequestPath = "/cluster/reload",
            CreatedAt = operation.CreatedAt,
            StartedAt = operation.StartedAt,
            CompletedAt = operation.CompletedAt,
            LastError = operation.LastError,
            OperationStatusPath = path,
            Links = new OperationLinks(path),
            StatusSummary = new OperationSummary(1 - done, done, operation.IsTerminal, succeeded),
        };
    }

    /// <summary>By itself: with everything.</summary>
    public OperationBody Detail(ReloadOperation operation) => Row(operation) with
    {
        Found = true,
        Metadata = new OperationMetadata(operation.Broadcast),
        Acknowledgements = [AcknowledgementOf(operation)],
    };

    public static string NameOf(OperationStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    private Acknowledgement AcknowledgementOf(ReloadOperation operation)
    {
        var succeeded = operation.Status == OperationStatus.Succeeded;
        return new Acknowledgement
        {
            NodeInstanceId = operation.InitiatorInstanceId,
            NodeHostname = identity.HostName,
            Status = NameOf(operation.Status),
            ResponseStatus = operation.ResponseStatus,
            ErrorMessage = operation.LastError,
            StartedAt = operation.StartedAt,
            AckedAt = operation.CompletedAt,
            Details = operation.IsTerminal
                ? new AcknowledgementDetails(succeeded, operation.Code, succeeded ? new AcknowledgedRuntime(operation.Release) : null)
                : null,
            CreatedAt = operation.CreatedAt,
            UpdatedAt = operation.CompletedAt ?? operation.StartedAt ?? operation.CreatedAt,
        };
    }
}
