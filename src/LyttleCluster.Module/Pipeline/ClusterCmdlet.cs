using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace LyttleCluster.Module;

/// <summary>
/// The ground of every cmdlet: asynchronous work on the thread pool, everything PowerShell sees on the pipeline's thread, and
/// one cancellation that every way out fires.
/// </summary>
public abstract class ClusterCmdlet : PSCmdlet, IDisposable
{
    // Never disposed: it has no timer, and StopProcessing may come after Dispose.
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Fires when the pipeline is stopped or the cmdlet is done with.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>What the operator typed, for messages.</summary>
    private protected string CommandName => MyInvocation.MyCommand.Name;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends whatever still runs: after <c>Select-Object -First</c> nothing else is called.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _ = _stopping.CancelAsync();
    }

    /// <summary>Ctrl+C; called on a thread of its own, which must not wait for our transports.</summary>
    protected override void StopProcessing() => _ = _stopping.CancelAsync();

    /// <summary>Runs work to its end; <paramref name="write"/> is called on this thread, and says whether to go on.</summary>
    private protected void Run<T>(Func<CancellationToken, IAsyncEnumerable<T>> work, Func<T, bool> write) =>
        ThrowIfFailed(Pump.Run(work, write, StopToken));

    /// <summary>Runs work for at most <paramref name="limit"/>; that it is over is no failure.</summary>
    private protected void Run<T>(Func<CancellationToken, IAsyncEnumerable<T>> work, Func<T, bool> write, TimeSpan? limit)
    {
        if (limit is not { } wait)
        {
            Run(work, write);
            return;
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        limited.CancelAfter(wait);
        var failure = Pump.Run(work, write, limited.Token);
        if (failure is OperationCanceledException && !StopToken.IsCancellationRequested) return;
        ThrowIfFailed(failure);
    }

    /// <summary>Runs work that gives one value.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        T result = default!;
        Run(One, value => { result = value; return true; });
        return result;

        async IAsyncEnumerable<T> One([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return await work(cancellationToken);
        }
    }

    /// <summary>Writes a failure of one node or object; the others go on.</summary>
    private protected void WriteFailure(ClusterException failure, object? target = null) => WriteError(ErrorRecords.From(failure, target));

    /// <summary>What the operator gave; ends the cmdlet where it cannot be read, as a file with a key may not.</summary>
    private protected T Given<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ClusterException failure)
        {
            Fail(failure);
            throw;
        }
    }

    /// <summary>Ends the cmdlet with a failure.</summary>
    private protected void Fail(ClusterException failure) => ThrowTerminatingError(ErrorRecords.From(failure));

    private void ThrowIfFailed(Exception? failure)
    {
        if (failure is null) return;
        if (StopToken.IsCancellationRequested) throw new PipelineStoppedException();
        Fail(ErrorRecords.Describe(failure, CommandName));
    }
}
