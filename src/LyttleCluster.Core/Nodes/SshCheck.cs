using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// One connection through ssh, looked at stage by stage: reached, host key, login. It is made once, by the first that asks; the command on the far
/// side is the matter of the checks above.
/// </summary>
internal sealed class SshCheck(DockerEndpoint endpoint, TimeSpan silence)
{
    private Task<Ending>? _run;

    /// <summary>The program that answers; fails when none does, for every reason before a host key was shown.</summary>
    public async Task<string> ReachAsync(CancellationToken cancellationToken)
    {
        var (talk, failure) = await RunAsync(cancellationToken);
        if (talk.IsShared) return "over a connection that another ssh holds open (ControlPath)";
        if (talk.HostKey is null && failure is not null) throw failure;
        return talk.Server is null ? "reached" : $"{talk.Server} answered";
    }

    /// <summary>The host's key; fails when it is not the known one.</summary>
    public async Task<string> HostKeyAsync(CancellationToken cancellationToken)
    {
        var (talk, failure) = await RunAsync(cancellationToken);
        if (talk.IsShared) return "was checked when that connection was made";
        var accepted = talk.HostKeyIsKnown || talk.LoggedInBy is not null;
        if (!accepted && failure is not null) throw failure;
        return talk.HostKeyIsKnown ? $"{talk.HostKey} is the known one" : $"{talk.HostKey} was accepted although it was not known (StrictHostKeyChecking)";
    }

    /// <summary>How we proved who we are; fails when we could not.</summary>
    public async Task<string> LoginAsync(CancellationToken cancellationToken)
    {
        var (talk, failure) = await RunAsync(cancellationToken);
        if (failure is not null && !talk.IsOpen) throw failure;
        return talk.LoggedInBy is null ? "logged in" : $"logged in by {talk.LoggedInBy}";
    }

    private Task<Ending> RunAsync(CancellationToken cancellationToken) => _run ??= MakeAsync(cancellationToken);

    private async Task<Ending> MakeAsync(CancellationToken cancellationToken)
    {
        SshProcess process;
        try
        {
            process = SshProcess.Start(endpoint, SshCommand.Docker);
        }
        catch (ClusterException failure)
        {
            return new Ending(new SshTalk(), failure);
        }

        using (process)
        {
            try
            {
                await Task.WhenAny(process.Talk.Opened, process.Ended).WaitAsync(silence, cancellationToken);
            }
            catch (TimeoutException)
            {
                return new Ending(process.Talk, DockerErrors.ConnectTimedOut(endpoint, silence));
            }

            return new Ending(process.Talk, process.Talk.IsOpen ? null : await process.WhyEndedAsync(cancellationToken));
        }
    }

    private sealed record Ending(SshTalk Talk, ClusterException? Failure);
}
