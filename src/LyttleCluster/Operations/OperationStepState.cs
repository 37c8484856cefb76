namespace LyttleCluster;

/// <summary>How far a step of an operation got.</summary>
public enum OperationStepState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Begun; whether it was done is not recorded yet.</summary>
    Started,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Not begun, because an earlier one failed.</summary>
    Skipped,
}
