using System.Diagnostics.CodeAnalysis;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Gives connections through ssh to one engine, one process each. The far side has docker's command as a rule; where it has not, podman's is
/// asked for, and from then on at once.
/// </summary>
/// <param name="endpoint">Where to.</param>
/// <param name="most">How many connections there may be at once; each is an ssh here and one there.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose.")]
internal sealed class SshConnector(DockerEndpoint endpoint, int most = 64)
{
    /// <summary>How many may be logging in at once: an ssh server turns away more than ten by default (MaxStartups).</summary>
    private const int MostUnderway = 8;

    private readonly SemaphoreSlim _logins = new(MostUnderway);
    private volatile string _program = SshCommand.Docker;
    private int _open;
    private int _underway;

    /// <summary>Whether a connection that was given out has neither reached the far side nor ended.</summary>
    public bool IsUnderway => Volatile.Read(ref _underway) > 0;

    /// <summary>Starts ssh and gives the connection; whether it leads anywhere is told by the first read.</summary>
    /// <exception cref="ClusterException"><c>SshTooManyConnections</c>, or ssh could not be started.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        await _logins.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref _open) >= most) throw SshErrors.TooManyConnections(endpoint, most);
            var process = SshProcess.Start(endpoint, _program);
            Interlocked.Increment(ref _open);
            Interlocked.Increment(ref _underway);
            _ = CountAsync(process);
            return new SshStream(process);
        }
        catch
        {
            _logins.Release();
            throw;
        }
    }

    /// <summary>Whether the failure was the lack of a program that another one stands in for; that one is used from now on.</summary>
    public bool HasOtherWay(ClusterException failure)
    {
        if (failure.ErrorId != SshErrors.DockerMissingId) return false;
        var wasDocker = failure.TargetName == SshCommand.Docker;
        // Without either, docker is asked for again next time: it may have been installed.
        _program = wasDocker ? SshCommand.Podman : SshCommand.Docker;
        return wasDocker;
    }

    private async Task CountAsync(SshProcess process)
    {
        await Task.WhenAny(process.Talk.Opened, process.Ended);
        Interlocked.Decrement(ref _underway);
        _logins.Release();
        await process.Ended;
        Interlocked.Decrement(ref _open);
    }
}
