namespace LyttleCluster;

/// <summary>A named set of methods.</summary>
public enum AccessRole
{
    /// <summary>See everything.</summary>
    Viewer,

    /// <summary>See, and work with what is there: start, stop, reload, suspend.</summary>
    Operator,

    /// <summary>Everything, with who may do what.</summary>
    Admin,
}
