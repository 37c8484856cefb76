using System.Collections.Concurrent;
using LyttleCluster.Core.Access;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// The calls that run, so that one whose caller lost the right to it is ended: a stream can last for days. All are looked at as soon as a grant, token or
/// revocation changes, and every second for what changes by itself: certificates and tokens end, files with CAs are replaced.
/// </summary>
internal sealed class OpenCalls : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<OpenCall, bool> _open = new();
    private readonly AccessBook _book;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;

    public OpenCalls(AccessBook book, TimeProvider time)
    {
        _book = book;
        book.Changed += Look;
        _looking = LookAgainAsync(time);
    }

    public OpenCall Begin(HttpContext context, Identity identity, AccessMethod method)
    {
        var call = new OpenCall(context, identity, method);
        _open[call] = true;
        return call;
    }

    public void End(OpenCall call) => _open.TryRemove(call, out _);

    public async ValueTask DisposeAsync()
    {
        _book.Changed -= Look;
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private void Look()
    {
        foreach (var call in _open.Keys)
        {
            if (!call.Counts()) call.Context.Abort();
        }
    }

    private async Task LookAgainAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) Look();
        }
        catch (OperationCanceledException)
        {
            // The manager stops.
        }
    }
}

/// <summary>One call that runs.</summary>
internal sealed class OpenCall(HttpContext context, Identity identity, AccessMethod method)
{
    public HttpContext Context => context;

    /// <summary>Whether its caller still may. A change of access is let come to its end, which is near: who takes their own right away is told that it is done.</summary>
    public bool Counts() => method.Name.StartsWith("Access.", StringComparison.Ordinal) || Counts(identity, method);

    private static bool Counts(Identity identity, AccessMethod method) => identity.Again() is { } caller && AccessRule.Decide(caller, method) != AccessVerdict.Denied;
}
