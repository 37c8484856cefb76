namespace LyttleCluster;

/// <summary>The levels of nginx's error log, the least first. Other words are put where they belong: <c>log</c> is Info, <c>fatal</c> is Crit.</summary>
public enum NginxLogLevel
{
    /// <summary>For developers.</summary>
    Debug,

    /// <summary>Worth knowing; also every line of an access log.</summary>
    Info,

    /// <summary>Worth noticing.</summary>
    Notice,

    /// <summary>Worth a look.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Something important failed.</summary>
    Crit,

    /// <summary>Somebody has to act.</summary>
    Alert,

    /// <summary>nginx cannot be used so.</summary>
    Emerg,
}
