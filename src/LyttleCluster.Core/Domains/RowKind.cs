namespace LyttleCluster.Core.Domains;

/// <summary>What is done to one entry of a LyttleNGINX; each kind is a call of its own, with limits of its own.</summary>
internal enum RowKind
{
    /// <summary><c>POST /proxies</c>; put back by deleting.</summary>
    Create,

    /// <summary><c>PATCH /proxies/:id</c>; put back by the same call.</summary>
    Update,

    /// <summary><c>DELETE /proxies/:id</c>; put back by creating.</summary>
    Delete,
}
