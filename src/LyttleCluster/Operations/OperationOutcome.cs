namespace LyttleCluster;

/// <summary>How an operation ended.</summary>
public enum OperationOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>Every step was done.</summary>
    Succeeded,

    /// <summary>Some steps failed; the others were done.</summary>
    PartlyFailed,

    /// <summary>No step was done.</summary>
    Failed,

    /// <summary>Its caller stopped it.</summary>
    Canceled,

    /// <summary>The process that ran it is gone; what it did not record is not known.</summary>
    Interrupted,
}
