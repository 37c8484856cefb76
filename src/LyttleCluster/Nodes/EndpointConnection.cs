namespace LyttleCluster;

/// <summary>How the last attempt to reach an endpoint ended.</summary>
public enum EndpointConnection
{
    /// <summary>Not tried yet.</summary>
    NotProbed,

    /// <summary>It answered.</summary>
    Connected,

    /// <summary>It answered, but does not let us in (401, 403, certificate, rights on the socket).</summary>
    AccessDenied,

    /// <summary>The machine answered, but nobody listens there.</summary>
    Refused,

    /// <summary>Nothing answered: the name does not resolve, no route, or a time limit was over.</summary>
    Unreachable,

    /// <summary>Something answered, but not the API that belongs there.</summary>
    NoApi,
}
