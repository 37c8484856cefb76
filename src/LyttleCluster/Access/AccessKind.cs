namespace LyttleCluster;

/// <summary>Whom, or what, a right belongs to.</summary>
public enum AccessKind
{
    /// <summary>A user: the CN of a certificate.</summary>
    User,

    /// <summary>A group of users, as certificates name it.</summary>
    Group,

    /// <summary>One certificate; it stands here because it was revoked.</summary>
    Certificate,
}
