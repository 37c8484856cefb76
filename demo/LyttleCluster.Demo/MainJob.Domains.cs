using LyttleCluster.Core;
using LyttleCluster.Demo.Printing;

namespace LyttleCluster.Demo;

/// <summary>Domains: published, refused and put back, drifted, undone.</summary>
internal sealed partial class MainJob
{
    private string ShopTarget => $"http://{hosts.Up.Hosts[1].Address}:8080";

    private async Task DomainsAsync()
    {
        var (blog, shop) = ($"http://{hosts.Up.Hosts[0].Address}:8080", ShopTarget);
        show.Section("Domains: what is wanted, and a publish");
        await show.StepAsync($"Set-ClusterDomain shop.example -Upstream {shop} -Alias www.shop.example",
            Set("shop.example", new() { Upstreams = [new ClusterUpstream(shop)], Aliases = ["www.shop.example"] }), Views.Domain, "wanted on both nodes, and there on none yet",
            it => it.Rows is [{ Sync: DomainSync.Pending, Nodes.Length: 2 }]);
        await show.StepAsync($"Set-ClusterDomain bücher.example -Upstream {blog}",
            Set("bücher.example", new() { Upstreams = [new ClusterUpstream(blog)] }), Views.Domain, "shown as typed, kept in punycode",
            it => it.Rows is [{ Name: "bücher.example", AsciiName: "xn--bcher-kva.example" }]);
        await show.StepAsync("Set-ClusterDomain old.example -RedirectTo https://shop.example -RedirectStatus 308 -RedirectKeepPath",
            Set("old.example", new() { RedirectTo = "https://shop.example", RedirectStatus = 308, RedirectKeepPath = true }), Views.Domain, "a redirect",
            it => it.Rows is [{ Kind: DomainKind.Redirect }]);
        await show.StepAsync("Set-ClusterDomain evil.example -RedirectTo javascript:alert",
            Set("evil.example", new() { RedirectTo = "javascript:alert" }), Views.Domain, "refused, and not stored",
            it => it.Rows.Count == 0 && it.Problems is [{ ErrorId: "DomainRedirectInvalid" }]);
        await show.StepAsync("Set-ClusterDomain shop.example -CustomConfiguration 'include /etc/shadow;'",
            Set("shop.example", new() { CustomConfiguration = "include /etc/shadow;" }), Views.Domain, "refused: not of the allow-list",
            it => it.Rows.Count == 0 && it.Problems is [{ ErrorId: "DomainCustomConfigurationInvalid" }]);
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution -WhatIf",
            WhatIf(Publish()), Views.WhatIf, "the plan; nothing was done", it => it.Rows.Count == 2 && it.Problems.Count == 0);
        await VisitAsync("shop.example/", "200 no site of this name", "web1", "web2");
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution",
            Do(Publish()), Views.DomainResult, "three domains on two nodes, all Applied", it => it.Rows.Count == 6 && AllApplied(it));
        await VisitAsync("shop.example/", "200 shop", "web1", "web2");
        await VisitAsync("bücher.example/", "200 blog", "web1", "web2");
        await VisitAsync("old.example/cart?item=7", "308 https://shop.example/cart?item=7", "web1", "web2");
        await VisitAsync("any.example/", "200 no site of this name", "web1", "web2");
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution",
            Do(Publish()), Views.DomainResult, "all Unchanged: there is nothing to do", it => it.Rows.Count == 6 && it.Rows.All(row => row.Outcome == DomainOutcome.Unchanged));
    }

    private async Task PutBackAsync()
    {
        show.Section("A publish that nginx does not take");
        await show.StepAsync("Set-ClusterDomain shop.example -Alias www.shop.example, store.example",
            Set("shop.example", new() { Aliases = ["www.shop.example", "store.example"] }), Views.Domain, "another alias", it => it.Rows is [{ Aliases.Length: 2, Sync: DomainSync.Pending }]);
        var port = await hosts.SendAsync(["occupy", "web1"], cancel);
        show.OnHost("#", $"On web1 a new site wants to listen on {port}, but another program does.");
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution shop.example",
            Do(Publish("shop.example")), Views.DomainResult, "put back on web1; web2 is left alone",
            it => it.Rows is [{ Node: "web1", Outcome: DomainOutcome.RolledBack }, { Node: "web2", Outcome: DomainOutcome.Skipped }] && it.Problems is [{ ErrorId: "NginxReloadNotTaken" }]);
        await VisitAsync("shop.example/", "200 shop", "web1", "web2");
        await VisitAsync("store.example/", "200 no site of this name", "web1", "web2");
        show.OnHost("#", "The other program has ended.");
        await hosts.SendAsync(["free"], cancel);
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution shop.example",
            Do(Publish("shop.example")), Views.DomainResult, "Applied on both", it => it.Rows.Count == 2 && AllApplied(it));
        await VisitAsync("store.example/", "200 shop", "web1", "web2");
    }

    private async Task DriftAsync()
    {
        var other = hosts.Up.OtherState;
        var (api2, key2, proxy2) = (hosts.Up.Hosts[1].NginxApi, hosts.Up.Hosts[1].NginxApiKeyFile, hosts.Up.Hosts[1].ProxyAddress);
        show.Section("Another operator changes an entry on web2");
        await using (var theirs = await ClusterFactory.OpenFileAsync(other, cancel))
        {
            await show.StepAsync($"Connect-Cluster -Path {other}", Connected(other), Views.Connection, "another state file, which knows nothing of ours", it => it.Rows[0].Path == other);
            await show.StepAsync($"Add-ClusterNode web2 -NginxApi {api2} -NginxApiKeyFile {key2} -ProxyAddress {proxy2}",
                Do(theirs, new AddNode { Name = "web2", Settings = Proxy(api2, key2, proxy2) }), Views.Node, "web2 is Ready", it => it.Rows is [{ Status: NodeStatus.Ready }]);
            await show.StepAsync("Import-ClusterDomain shop.example",
                Do(theirs, new ImportDomain { Names = ["shop.example"] }), Views.Domain, "adopted as it is", it => it.Rows is [{ Kind: DomainKind.Upstream, Sync: DomainSync.Applied }]);
            await show.StepAsync("Set-ClusterDomain shop.example -RedirectTo https://sale.example",
                Do(theirs, new SetDomain { Name = "shop.example", Settings = new() { RedirectTo = "https://sale.example" } }), Views.Domain, "it leads elsewhere now", it => it.Rows is [{ Kind: DomainKind.Redirect }]);
            await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution",
                Do(theirs, Publish()), Views.DomainResult, "Applied on web2", it => it.Rows.Count == 1 && AllApplied(it));
        }

        await VisitAsync("shop.example/", "301 https://sale.example/", "web2");
        await show.StepAsync($"Connect-Cluster -Path {State}", Connected(State), Views.Connection, "our state file again", it => it.Rows[0].Path == State);
        await show.StepAsync("Get-ClusterDomain",
            cluster.Domains.GetAsync(new DomainQuery(), cancel), Views.Domain, "shop.example is Drifted, the others are Applied",
            it => it.Rows.Count == 3 && it.Rows.All(row => row.Sync == (row.Name == "shop.example" ? DomainSync.Drifted : DomainSync.Applied)));
        await show.StepAsync("Compare-ClusterDomain shop.example -Node web2 | Format-List",
            cluster.Domains.CompareAsync(new DomainComparison { Names = ["shop.example"], Nodes = ["web2"] }, cancel), Views.DomainDifferenceList, "wanted, on the node, and what nginx answers",
            it => it.Rows is [{ Sync: DomainSync.Drifted, Desired: { } desired, OnNode: { } onNode, Answer: { } answer }]
                && desired.Contains(ShopTarget, StringComparison.Ordinal) && onNode.Contains("sale.example", StringComparison.Ordinal) && answer.Contains("301 to https://sale.example", StringComparison.Ordinal));
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution shop.example",
            Do(Publish("shop.example")), Views.DomainResult, "repaired on web2",
            it => it.Rows.OrderBy(row => row.Node, StringComparer.Ordinal).Select(row => row.Outcome).SequenceEqual([DomainOutcome.Unchanged, DomainOutcome.Applied]));
        await VisitAsync("shop.example/", "200 shop", "web2");
    }

    private async Task UndoAsync()
    {
        show.Section("A mistake, undone");
        await show.StepAsync("Remove-ClusterDomain bücher.example -Confirm:$false",
            Do(new RemoveDomain { Names = ["bücher.example"] }), null, "no longer wanted", it => it.Problems.Count == 0);
        await show.StepAsync("Publish-ClusterDomain -SkipVerification NameResolution bücher.example",
            Do(Publish("bücher.example")), Views.DomainResult, "gone from both nodes", it => it.Rows.Count == 2 && AllApplied(it) && it.Rows.All(row => row.Action == "Delete"));
        await VisitAsync("bücher.example/", "200 no site of this name", "web1", "web2");
        await show.StepAsync("Get-ClusterOperation -Newest 2 | Undo-ClusterOperation",
            UndoNewest(2), Views.Operation, "the publish is undone, then the removal", it => it.Rows.Count == 2 && it.Problems.Count == 0 && it.Rows.All(row => row.Undoes is not null));
        await VisitAsync("bücher.example/", "200 blog", "web1", "web2");
        await show.StepAsync("Get-ClusterDomain",
            cluster.Domains.GetAsync(new DomainQuery(), cancel), Views.Domain, "all three are Applied", it => it.Rows.Count == 3 && it.Rows.All(row => row.Sync == DomainSync.Applied));
        await show.StepAsync("Get-ClusterOperation -Newest 4",
            cluster.Operations.GetAsync(new OperationQuery { Newest = 4 }, cancel), Views.Operation, "the mistake and its undoing are in the journal",
            it => it.Rows.Count == 4 && it.Rows.All(row => row.Outcome == OperationOutcome.Succeeded));
    }

    private static bool AllApplied(Outcome<ClusterDomainResult> it) => it.Rows.All(row => row.Outcome == DomainOutcome.Applied);

    private static PublishDomain Publish(params string[] names) => new() { Names = names, SkipVerification = ["NameResolution"] };

    /// <summary>A setting is refused as a whole or not at all; the cmdlet turns what is thrown into an error record.</summary>
    private async IAsyncEnumerable<Answer<ClusterDomain>> Set(string name, DomainSettings settings)
    {
        foreach (var answer in await AnswersAsync())
            yield return answer;

        async Task<List<Answer<ClusterDomain>>> AnswersAsync()
        {
            try
            {
                return await Do(new SetDomain { Name = name, Settings = settings }).ToListAsync(cancel);
            }
            catch (ClusterException refused)
            {
                return [refused];
            }
        }
    }

    /// <summary>One after the other, the newest first.</summary>
    private async IAsyncEnumerable<Answer<ClusterOperation>> UndoNewest(int count)
    {
        var found = await cluster.Operations.GetAsync(new OperationQuery { Newest = count }, cancel).ToListAsync(cancel);
        foreach (var operation in found)
        {
            await foreach (var answer in Do(new UndoOperation { Id = operation.Value!.Id }))
                yield return answer;
        }
    }

    private Task VisitAsync(string page, string gets, params string[] nodes) =>
        show.VisitAsync(page, gets, nodes, node => hosts.SendAsync(["visit", node, page], cancel));
}
