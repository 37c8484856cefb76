using System.Threading.Channels;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>
/// Does what a plan says, and shows on the page what comes of it as it comes. It goes on when the reader leaves: a tab that is closed must not
/// leave half of it done.
/// </summary>
internal sealed class ActionProgress<TResult>(
    PageCall call, ChangePlan<TResult> plan, Func<TResult, ProgressView> show, Func<PageCall, ChangePlan<TResult>, CancellationToken, IAsyncEnumerable<ProgressView>>? follow)
{
    private readonly DateTimeOffset _begun = call.Now;
    private int _done;
    private int _failed;

    public async Task ShowAsync(PagePieces page)
    {
        var pieces = Channel.CreateUnbounded<ProgressView>(new UnboundedChannelOptions { SingleReader = true });
        using var done = new CancellationTokenSource();
        var following = FollowAsync(pieces.Writer, done.Token);
        var applying = ApplyAsync(pieces.Writer, done);
        await foreach (var piece in pieces.Reader.ReadAllAsync(CancellationToken.None)) await ShowAsync(page, piece);
        await applying;
        await following;
        await ShowAsync(page, await EndAsync());
    }

    /// <summary>The last piece of it ends the channel, whatever happened.</summary>
    private async Task ApplyAsync(ChannelWriter<ProgressView> pieces, CancellationTokenSource done)
    {
        try
        {
            foreach (var failure in plan.Failures) Tell(pieces, Failed(failure), isWell: false);
            await foreach (var answer in call.Cluster.Operations.ApplyAsync(plan, call.Context.End()))
            {
                if (answer.Value is { } value) Tell(pieces, answer.Failure is { } reason ? show(value) with { Reason = reason.Message, Remedy = reason.Remedy, Tone = Tone.Bad } : show(value), answer.Failure is null);
                else if (answer.Failure is { } failure) Tell(pieces, Failed(failure), isWell: false);
                else if (answer.Warning is { } warning) pieces.TryWrite(new ProgressView(warning.Node ?? "", "Warning", Tone.Doubtful) { Reason = warning.Message, Remedy = warning.Remedy });
            }
        }
        catch (ClusterException failure)
        {
            Tell(pieces, Failed(failure), isWell: false);
        }
        catch (OperationCanceledException)
        {
            Tell(pieces, Failed(PageErrors.Stopped()), isWell: false);
        }
        catch (Exception failure)
        {
            call.Parts.Log.Error("An action failed.", ("path", call.Context.Request.Path.Value), ("exception", failure.ToString()));
            Tell(pieces, Failed(PageErrors.Unexpected()), isWell: false);
        }
        finally
        {
            await done.CancelAsync();
            pieces.TryComplete();
        }
    }

    private void Tell(ChannelWriter<ProgressView> pieces, ProgressView piece, bool isWell)
    {
        if (isWell) _done++;
        else _failed++;
        pieces.TryWrite(piece);
    }

    private async Task FollowAsync(ChannelWriter<ProgressView> pieces, CancellationToken cancellationToken)
    {
        if (follow is null) return;
        try
        {
            await foreach (var line in follow(call, plan, cancellationToken)) pieces.TryWrite(line);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ClusterException)
        {
            // The log is an extra: what was done tells its own end.
        }
    }

    private async Task ShowAsync(PagePieces page, ProgressView piece)
    {
        if (call.Stop.IsCancellationRequested) return;
        try
        {
            await page.ShowAsync<Progress, ProgressView>(piece);
        }
        catch (OperationCanceledException)
        {
            // The reader left; what is done goes on.
        }
    }

    private async Task<ProgressView> EndAsync()
    {
        var words = (_done, _failed) switch
        {
            (_, 0) => "Done.",
            (0, _) => "Nothing of it was done well.",
            _ => $"Done for {_done}, failed for {_failed}.",
        };
        return new ProgressView(words, "", _failed == 0 ? Tone.Good : Tone.Bad) { IsEnd = true, Link = await OperationAsync() };
    }

    /// <summary>The journal's entry of it: the newest one of this kind by this caller.</summary>
    private async Task<LinkView?> OperationAsync()
    {
        if (!call.May("Operations.Get")) return null;
        var kind = UseCases.Of(plan.Request.GetType()).Name;
        try
        {
            await foreach (var answer in call.Cluster.Operations.GetAsync(new OperationQuery { Since = _begun - TimeSpan.FromSeconds(1), Newest = 20 }, CancellationToken.None))
            {
                if (answer.Value is { } operation && operation.Kind == kind) return new LinkView("The operation in the journal", Links.Operation(operation.Id));
            }
        }
        catch (ClusterException)
        {
            // The journal can be read later.
        }

        return null;
    }

    private static ProgressView Failed(ClusterException failure) =>
        new(failure.TargetName ?? failure.Node ?? "", "Failed", Tone.Bad) { Reason = failure.Message, Remedy = failure.Remedy };
}
