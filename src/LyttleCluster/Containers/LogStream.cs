namespace LyttleCluster;

/// <summary>Where a line of a container's log was written.</summary>
public enum LogStream
{
    /// <summary>Standard output; everything, where the container has a terminal.</summary>
    StdOut,

    /// <summary>Standard error.</summary>
    StdErr,
}
