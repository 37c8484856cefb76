namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Which of nginx's logs a line comes from.</summary>
internal enum NginxLogStream
{
    /// <summary>The error log.</summary>
    Error,

    /// <summary>The access log.</summary>
    Access,
}
