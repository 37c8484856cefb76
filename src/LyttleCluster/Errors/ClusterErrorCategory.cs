namespace LyttleCluster;

/// <summary>The kind of a failure. Each name is also a name of PowerShell's <c>ErrorCategory</c>, so the cmdlets map it by name.</summary>
public enum ClusterErrorCategory
{
    /// <summary>No better category fits.</summary>
    NotSpecified,

    /// <summary>A value given by the caller is wrong.</summary>
    InvalidArgument,

    /// <summary>What was named does not exist.</summary>
    ObjectNotFound,

    /// <summary>What was to be made exists already.</summary>
    ResourceExists,

    /// <summary>Somebody else holds it, or it moved since it was looked at.</summary>
    ResourceBusy,

    /// <summary>Nobody answers there, or the link broke.</summary>
    ConnectionError,

    /// <summary>Who we are is not proved.</summary>
    AuthenticationError,

    /// <summary>Who we are is known, but the right is missing.</summary>
    PermissionDenied,

    /// <summary>A time limit is over.</summary>
    OperationTimeout,

    /// <summary>The other side answered what it should not.</summary>
    InvalidData,

    /// <summary>The object is in a state in which this cannot be done.</summary>
    InvalidOperation,

    /// <summary>Reading failed.</summary>
    ReadError,

    /// <summary>Writing failed.</summary>
    WriteError,

    /// <summary>Not known to this version, or not to that node.</summary>
    NotImplemented,

    /// <summary>The other side reports a fault of its own.</summary>
    ResourceUnavailable,
}
