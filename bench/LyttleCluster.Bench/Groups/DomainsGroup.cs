using System.Diagnostics;
using System.Globalization;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Core;
using LyttleCluster.Core.Domains;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Groups;

/// <summary>Domains: planning many of them for many nodes, and publishing a part of them through real agents beside real nginx.</summary>
internal sealed class DomainsGroup : IGroup
{
    private const int Rounds = 11;
    private const int Domains = 5000;
    private const int Places = 20;
    private const double PlanLimitMilliseconds = 250;
    private const int Changed = 500;
    private const int Nodes = 3;
    private const double PublishLimitMilliseconds = 3000;

    private static readonly NginxServerOptions Options = new() { Http = "server_names_hash_max_size 16384; server_names_hash_bucket_size 128;" };

    public string Name => "domains";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        foreach (var row in Plan()) yield return row;
        var whyNot = NginxAgent.WhyNot ?? (File.Exists(BenchAgent.Program) ? null : "The agent is not built. Run: ./build.sh build");
        if (whyNot is not null)
        {
            yield return Row.NotMeasured("Publish-ClusterDomain", whyNot);
            yield break;
        }

        await using var nodes = await DomainNodes.StartAsync(Nodes, Options);
        // A session's first publish pays for what runs the first time, too.
        await foreach (var row in PublishAsync(nodes, RolloutStrategy.Rolling, " first")) yield return row;
        await foreach (var row in PublishAsync(nodes, RolloutStrategy.Rolling)) yield return row;
        await foreach (var row in PublishAsync(nodes, RolloutStrategy.AllAtOnce)) yield return row;
        var again = await nodes.PublishAsync();
        yield return Row.Beside("the same again: nothing is to do", string.Create(CultureInfo.InvariantCulture, $"{again.Total.TotalMilliseconds:0} ms, {again.Changes} changes"));
        yield return Row.Beside("anonymous memory of an agent afterwards", string.Create(CultureInfo.InvariantCulture, $"{nodes.Agents.Max(agent => agent.AnonymousMegabytes):0.0} MB"));
    }

    private static IEnumerable<Row> Plan()
    {
        var documents = Enumerable.Range(0, Domains).Select(Document).ToArray();
        var entries = documents.Select(document => document.ToEntry()!).ToArray();
        var normalised = TimeAll(() => entries.Count(entry => NginxEntryRules.Normalise(entry).Problems.Count == 0));
        var rendered = TimeAll(() => NginxConfigurationWriter.Render(entries, new NginxRendering()).Text.Length);
        var wanted = TimeAll(() => documents.Count(document => WantedEntry.Of(document, document.ToEntry()!).Fingerprint.Length > 0));

        var same = Enumerable.Range(0, Places).Select(_ => Wishes(documents, changedEvery: 0)).ToArray();
        var cold = Time(() => PlanAll(same, 0));
        var warm = TimeAll(() => PlanAll(same, 0));
        var moved = Enumerable.Range(0, Places).Select(_ => Wishes(documents, changedEvery: 100)).ToArray();
        var part = TimeAll(() => PlanAll(moved, Places * Domains / 100));
        yield return Row.AtMost("planning 5,000 domains × 20 nodes, unchanged", warm.Median, warm.ToString(), string.Create(CultureInfo.InvariantCulture, $"{cold:0} ms the first time"), PlanLimitMilliseconds, "ms");
        yield return Row.AtMost("the same, 1 % changed", part.Median, part.ToString(), "", PlanLimitMilliseconds, "ms");
        yield return Row.Beside("what 5,000 are to be, with fingerprints", wanted.ToString());
        yield return Row.Beside("normalising 5,000 entries", normalised.ToString());
        yield return Row.Beside("rendering 5,000 entries", rendered.ToString());
    }

    private static int PlanAll(PlaceWishes[] all, int expected)
    {
        var changes = all.Sum(wishes => DomainPlanner.Plan(wishes).Changes.Count);
        return changes == expected ? changes : throw new InvalidOperationException($"{changes} changes were planned.");
    }

    private static PlaceWishes Wishes(DomainDocument[] documents, int changedEvery)
    {
        var entries = documents.Select((document, index) => PlaceEntry.Of(new NginxApiEntry { Id = index + 1, Names = document.Names, Entry = On(document, index, changedEvery) })).ToArray();
        return new PlaceWishes
        {
            Wanted = [.. documents.Select(document => WantedEntry.Of(document, document.ToEntry()!))],
            Entries = entries,
            Published = documents.Select((document, index) => new PublishedEntry { Domain = document.Name, Shown = document.Name, Node = "n", EntryId = index + 1, Fingerprint = entries[index].Fingerprint })
                .ToDictionary(published => published.Domain, StringComparer.Ordinal),
        };
    }

    private static NginxEntry On(DomainDocument document, int index, int changedEvery)
    {
        var entry = document.ToEntry()!;
        return changedEvery > 0 && index % changedEvery == 0 ? entry with { Custom = "client_max_body_size 7m;" } : entry;
    }

    private static DomainDocument Document(int number) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"shop{number}.example.test"),
        Shown = string.Create(CultureInfo.InvariantCulture, $"shop{number}.example.test"),
        Leads = DomainKind.Upstream,
        Upstreams = [new StoredUpstream("http://10.0.0.1:8080"), new StoredUpstream("http://10.0.0.2:8080")],
        Aliases = [new StoredName($"www.shop{number}.example.test", $"www.shop{number}.example.test")],
    };

    /// <summary>All domains are changed, and published. Beside it nginx alone, on the same configuration: tested and reloaded on each node.</summary>
    private static async IAsyncEnumerable<Row> PublishAsync(DomainNodes nodes, RolloutStrategy strategy, string which = "")
    {
        var stamp = Guid.NewGuid().ToString("N");
        for (var number = 0; number < Changed; number++)
            await nodes.SetAsync(string.Create(CultureInfo.InvariantCulture, $"shop{number}.example.test"), new DomainSettings { RedirectTo = $"https://{stamp}.test/" });
        var before = Reloads(nodes);
        var publish = (await nodes.PublishAsync(strategy)).Must();
        var reloads = Reloads(nodes).Zip(before, (after, was) => after - was).Max();
        var own = await OwnAsync(nodes, isAtOnce: strategy == RolloutStrategy.AllAtOnce);
        var beyond = publish.Total.TotalMilliseconds - own;
        var measured = string.Create(CultureInfo.InvariantCulture, $"{publish.Total.TotalMilliseconds:0} ms (plan {publish.Planned.TotalMilliseconds:0})");
        yield return Row.AtMost($"{Changed} domains to {Nodes} agents, {strategy}{which}", beyond, measured, string.Create(CultureInfo.InvariantCulture, $"{own:0} ms nginx alone"), PublishLimitMilliseconds, "ms");
        yield return Row.AtMost("reloads of a node", reloads, $"{reloads}", "", 1, "");
    }

    private static List<int> Reloads(DomainNodes nodes) => [.. nodes.Agents.Select(agent => File.ReadLines(agent.Nginx.ErrorLog).Count(line => line.Contains("(SIGHUP) received", StringComparison.Ordinal)))];

    /// <summary>In milliseconds: the median of three runs over all nodes.</summary>
    private static async Task<double> OwnAsync(DomainNodes nodes, bool isAtOnce)
    {
        var runs = new List<double>();
        for (var run = 0; run < 3; run++)
        {
            var started = Stopwatch.GetTimestamp();
            if (isAtOnce) await Task.WhenAll(nodes.Agents.Select(OwnAsync));
            else foreach (var agent in nodes.Agents) await OwnAsync(agent);
            runs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new Sample(runs).Median;
    }

    private static async Task OwnAsync(NginxAgent agent)
    {
        await Command.MustAsync(NginxServer.Executable, ["-t", "-c", agent.Nginx.ConfigurationFile]);
        await agent.Nginx.ReloadAsync();
    }

    private static Sample TimeAll(Func<int> work) => new(Enumerable.Range(0, Rounds).Select(_ => Time(work)));

    private static double Time(Func<int> work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
