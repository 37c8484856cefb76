namespace LyttleCluster.Core.Docker;

/// <summary>
/// Turns how an ssh process ended into the operator's words. ssh itself ends with 255; any other code is the far command's
/// (<c>ssh(1)</c>, EXIT STATUS), of which 126 and 127 are the far shell's (POSIX 2.8.2). The words are OpenSSH's in the C locale.
/// </summary>
internal static class SshFailures
{
    private const int OfSsh = 255;

    /// <summary>Why it ended; null when it ended as it should.</summary>
    /// <param name="endpoint">Where it led.</param>
    /// <param name="program">The far program that was asked for: <c>docker</c> or <c>podman</c>.</param>
    /// <param name="talk">All that was said.</param>
    /// <param name="exitCode">Its exit code.</param>
    public static ClusterException? Of(DockerEndpoint endpoint, string program, SshTalk talk, int exitCode) => exitCode switch
    {
        0 => null,
        OfSsh when talk.IsOpen => OfOpenConnection(endpoint, talk.SinceOpen),
        OfSsh => OfConnecting(endpoint, talk),
        _ => OfFarCommand(endpoint, program, exitCode, talk.SinceOpen.Count > 0 ? talk.SinceOpen : talk.BeforeOpen),
    };

    private static ClusterException OfConnecting(DockerEndpoint endpoint, SshTalk talk)
    {
        var said = talk.BeforeOpen;
        if (Has("HOST IDENTIFICATION HAS CHANGED")) return SshErrors.HostKeyChanged(endpoint, talk.HostKey, Line("Offending "));
        if (Has("REVOKED HOST KEY")) return SshErrors.HostKeyRevoked(endpoint);
        if (Has("Host key verification failed")) return SshErrors.HostKeyUnknown(endpoint, talk.HostKey);
        if (Line("Could not resolve hostname") is not null) return SshErrors.HostNotFound(endpoint);
        if (Line("connect to host ") is { } connecting) return OfSocket(endpoint, AfterLast(connecting, ": "));
        if (Line("Bad configuration option", "Bad owner or permissions", "Can't open user config file", "no argument after keyword", "bad configuration options") is { } configuration)
            return SshErrors.ConfigurationInvalid(endpoint, configuration);
        if (Line("Unable to negotiate", "no matching ") is { } negotiating) return SshErrors.NoCommonAlgorithm(endpoint, AfterLast(negotiating, ": no "));
        if (Line("timed out") is { } late) return SshErrors.Unreachable(endpoint, late);
        // Whatever came before any key was shown is no login yet, so a banner cannot speak here.
        if (talk.HostKey is null && Line("kex_exchange_identification", "ssh_exchange_identification", "Connection closed by", "Connection reset by", "banner line", "rotocol") is { } closed)
            return SshErrors.Closed(endpoint, closed);
        if (Line("Permission denied", "Too many authentication failures", "Authentication failed", "Connection closed by", "Received disconnect") is { } refused)
            return SshErrors.LoginRefused(endpoint, WithKeyProblems(refused));
        return SshErrors.Failed(endpoint, OfSsh, said.Count > 0 ? said[^1] : "");

        bool Has(string words) => said.Any(line => line.Contains(words, StringComparison.Ordinal));

        // The last one: what came before may be a banner's words.
        string? Line(params string[] words) => said.LastOrDefault(line => words.Any(word => line.Contains(word, StringComparison.Ordinal)));

        // A key that is there and cannot be used is the reason more often than the server.
        string WithKeyProblems(string refused) => Line("bad permissions", "Load key", "not accessible", "sign_and_send_pubkey", "agent refused") is { } key ? $"{refused} {key}" : refused;
    }

    private static ClusterException OfSocket(DockerEndpoint endpoint, string why) => why.Contains("refused", StringComparison.OrdinalIgnoreCase)
        ? SshErrors.Refused(endpoint)
        : SshErrors.Unreachable(endpoint, why);

    private static ClusterException OfOpenConnection(DockerEndpoint endpoint, IReadOnlyList<string> said)
    {
        if (said.LastOrDefault(line => line.Contains("request failed on channel", StringComparison.Ordinal)
            || line.Contains("administratively prohibited", StringComparison.Ordinal)) is { } refused) return SshErrors.CommandRefused(endpoint, refused);
        return SshErrors.Lost(endpoint, said.Count > 0 ? said[^1] : "ssh did not say why");
    }

    private static ClusterException OfFarCommand(DockerEndpoint endpoint, string program, int exitCode, IReadOnlyList<string> said)
    {
        if (exitCode is 127 || Line("command not found", ": not found", "Command not found", "is not recognized as", "Unknown command") is not null)
            return SshErrors.DockerMissing(endpoint, program);
        if (Line("is not a docker command", "unknown command", "unrecognized command") is { } old) return SshErrors.DockerTooOld(endpoint, old);
        if (Line("permission denied", "Permission denied") is { } denied) return SshErrors.SocketDenied(endpoint, FromDial(denied));
        if (Line("no such file or directory", "connection refused", "Cannot connect to") is { } away) return SshErrors.EngineNotRunning(endpoint, FromDial(away));
        // nologin and sftp-only accounts end with 1 after a sentence for people.
        if (Line("not available", "sftp connections only", "not allowed") is { } forbidden) return SshErrors.CommandRefused(endpoint, forbidden);
        return SshErrors.Failed(endpoint, exitCode, said.Count > 0 ? said[^1] : "");

        string? Line(params string[] words) => said.LastOrDefault(line => words.Any(word => line.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>From Go's chain of errors the part that an operator needs: <c>dial unix /path: connect: permission denied</c>.</summary>
    private static string FromDial(string line)
    {
        var at = line.LastIndexOf("dial ", StringComparison.Ordinal);
        return at < 0 ? line : line[at..];
    }

    private static string AfterLast(string text, string mark)
    {
        var at = text.LastIndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? text : text[(at + mark.Length)..];
    }
}
