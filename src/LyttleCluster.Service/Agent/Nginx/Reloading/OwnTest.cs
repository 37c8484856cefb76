using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>Tests what is to become live beside what is, through a <see cref="TestCopy"/>.</summary>
internal sealed class OwnTest(INginxHost host, DurableSteps steps)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// What nginx says of the configuration with this text in the agent's own file; the live files stay as they are. Null where that cannot be done: in a
    /// container whose main folder is not one of the host, through sudo (see <see cref="INginxHost.CanWriteHere"/>), on a disk that cannot be written, and where
    /// no include takes the file in.
    /// </summary>
    /// <param name="file">The agent's own file.</param>
    /// <param name="text">What would stand in it; null: nothing.</param>
    /// <param name="live">What is live now.</param>
    public async Task<Said?> RunAsync(string file, string? text, NginxLayout live)
    {
        var copy = TestCopy.Make(ConfigurationFiles.FromDisk(host.ConfigurationFile, host.Here), file, text);
        if (copy is null || !TestCopyRun.CanRun(host, copy)) return null;
        try
        {
            steps.Do(DurableSteps.WriteTestCopy, () => TestCopyRun.Write(host, copy));
            var run = await host.DumpAsync(Limit, copy.MainFile, default);
            if (run.TimedOut) throw NginxErrors.TestTimedOut("nginx -T", Limit);
            var said = new Said(run.ExitCode == 0, copy.InLiveWords(run.ErrorOutput).Trim(), run.Duration, ConfigurationFiles.FromDump(run.Output, copy.Originals));
            return said.Files is { } files && WhyNot(files, live) is { } why ? said with { Valid = false, Words = why } : said;
        }
        catch (ClusterException failure) when (failure.ErrorId == NginxErrors.SnippetNotWritableId)
        {
            return null;
        }
        finally
        {
            steps.Do(DurableSteps.RemoveTestCopy, () => TestCopyRun.Remove(host, copy));
        }
    }

    /// <summary>Why a configuration that nginx would take must not become live; null when it may.</summary>
    public string? WhyNot(ConfigurationFiles files, NginxLayout live) => NginxLayout.From(files, host.Build).Defaults.WhyNotAfter(live.Defaults);

    /// <summary>What it said.</summary>
    /// <param name="Valid">Whether nginx would take it.</param>
    /// <param name="Words">All it wrote to standard error, with the live files' names.</param>
    /// <param name="Duration">How long it took.</param>
    /// <param name="Files">The configuration as it would be; null when it is not valid.</param>
    internal sealed record Said(bool Valid, string Words, TimeSpan Duration, ConfigurationFiles? Files);
}
