namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>nginx's severities, the least severe first.</summary>
internal enum NginxLogLevel
{
    /// <summary><c>debug</c></summary>
    Debug,

    /// <summary><c>info</c>; access lines too.</summary>
    Info,

    /// <summary><c>notice</c></summary>
    Notice,

    /// <summary><c>warn</c></summary>
    Warn,

    /// <summary><c>error</c></summary>
    Error,

    /// <summary><c>crit</c></summary>
    Crit,

    /// <summary><c>alert</c></summary>
    Alert,

    /// <summary><c>emerg</c></summary>
    Emerg,
}
