namespace LyttleCluster.Service.Manager.Joining;

/// <summary>Where the CA of the agents lies, and the manager's own certificate of it.</summary>
/// <param name="Certificate">The CA: the first certificate signs, all of them are trusted.</param>
/// <param name="Key">The key of the first one.</param>
/// <param name="Client">The manager's client certificate with its key, in one file so that one rename renews both.</param>
/// <param name="IsOurs">Whether the manager makes the CA where there is none: it was not given.</param>
internal sealed record AuthorityFiles(string Certificate, string Key, string Client, bool IsOurs)
{
    /// <summary>Those of a manager: beside its state file unless given.</summary>
    public static AuthorityFiles Of(ManagerOptions options)
    {
        var given = options.AgentAuthorityFile;
        return new AuthorityFiles(given ?? Beside("agent-ca.pem"), options.AgentAuthorityKeyFile ?? Beside("agent-ca.key"), Beside("agent-client.pem"), given is null);

        string Beside(string ending) => Path.ChangeExtension(options.StateFile, ending);
    }
}
