namespace LyttleCluster.Core.NginxApi;

/// <summary>How an attempt to make or activate a release ended.</summary>
internal enum NginxApiReleaseOutcome
{
    /// <summary>It is not known: no answer came, and the node could not tell afterwards. Never to be taken for a success, nor for a failure.</summary>
    Unknown,

    /// <summary>The release is made, nginx took it and serves it.</summary>
    Activated,

    /// <summary>The configuration is what it was: nothing was made, nginx was not reloaded.</summary>
    Unchanged,

    /// <summary>Of a dry run: it would be activated.</summary>
    Valid,

    /// <summary>An entry, or nginx' own test of all of them, says no; nothing was changed.</summary>
    Invalid,

    /// <summary>Entries are not in the state any more that they had to be in; nothing was changed (but see <see cref="NginxApiRelease.Error"/>).</summary>
    Moved,

    /// <summary>The node cannot do it now (nginx does not run, no folder to write to, too many old workers); nothing was changed.</summary>
    Refused,

    /// <summary>nginx was told, and kept the old configuration; see <see cref="NginxApiRelease.PutBack"/>.</summary>
    NotTaken,

    /// <summary>It went wrong on the way; see <see cref="NginxApiRelease.PutBack"/>.</summary>
    Failed,
}
