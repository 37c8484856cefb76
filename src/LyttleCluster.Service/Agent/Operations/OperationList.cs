namespace LyttleCluster.Service.Agent.Operations;

/// <summary>Operations that were asked for.</summary>
internal sealed record OperationList(int Count, OperationFilters Filters, IReadOnlyList<OperationBody> Operations);

/// <summary>Which were asked for.</summary>
internal sealed record OperationFilters(int Limit, string? Status, string? Type, string? NodeId);
