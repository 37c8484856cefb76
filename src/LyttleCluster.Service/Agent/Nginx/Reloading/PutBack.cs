using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Nginx.Releases;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>Puts back what stood in the agent's own file before a reload that was not taken, and makes sure that nginx serves it.</summary>
internal sealed class PutBack(NginxView view, ReleaseFile release, DurableSteps steps, TimeProvider time)
{
    private const int Asks = 3;
    private readonly INginxHost _host = view.Host;

    /// <summary>
    /// nginx that did not take a reload has kept what it had, and needs no other: it is asked. Only where something else answers, or nothing, it is
    /// reloaded again.
    /// </summary>
    /// <returns>Null when nginx serves what it served before, or does not run; else what is known of it.</returns>
    public async Task<string?> RunAsync(PendingReload pending)
    {
        if (pending.SnippetFile is not { } file) return null;
        if (await _host.ReadTextAsync(file, default) != pending.PreviousSnippet)
            await steps.DoAsync(DurableSteps.PutBackSnippet, () => release.WriteAsync(file, pending.PreviousSnippet, default));
        if (await view.LookAsync(view.Layout, default) is not { } processes) return null;
        var previous = Parse(pending.PreviousSnippet);
        if (await IsServedAsync(pending, previous, processes)) return null;

        NginxProcesses before = processes;
        IReadOnlyList<ProcessIdentity> workers = [.. before.Workers.Concat(before.OldWorkers).Select(worker => worker.Identity)];
        await _host.HangUpAsync(before.Master, default);
        var verdict = await new ReloadWatch(_host, workers, previous is { Port: not null } ? previous : null, time).RunAsync(view.Layout, default);
        return verdict == Verdict.Taken ? null : $"The files are as before, but nginx did not take them back: {ReloadWords.Of(verdict, before.Master.Pid, hasLog: false)}";
    }

    private async Task<bool> IsServedAsync(PendingReload pending, ReleaseSnippet? previous, NginxProcesses processes)
    {
        if ((previous?.Port ?? Parse(pending.Snippet)?.Port) is not { } port)
            // Nothing answers: as long as a worker from before serves, what it served does.
            return processes.Workers.Any(worker => pending.Before.Contains(worker.Identity));
        for (var ask = 1; ; ask++)
        {
            var answer = await _host.AskReleaseAsync(port, default);
            // Who was not signalled has nothing to take back, unless somebody else started or reloaded it in between.
            if (answer == previous?.Release || (!pending.Signalled && answer != pending.Release)) return true;
            if (answer is not null || ask == Asks) return false;
        }
    }

    private static ReleaseSnippet? Parse(string? text) => text is null ? null : ReleaseSnippet.Parse(text);
}
