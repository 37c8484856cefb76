using System.Net;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;
using static LyttleCluster.Tests.Agent.Publishing.PublishingNode;

namespace LyttleCluster.Tests.Agent.Publishing;

/// <summary>Entries in a real nginx: live, refused, put back, gone back to.</summary>
public sealed class PublishingTests
{
    [NginxFact]
    public async Task What_is_published_is_live_and_the_draft_and_the_release_say_it()
    {
        await using var node = await PublishingNode.StartAsync();
        var answer = Assert.IsType<PublishAnswer.Published>(await node.PublishAsync(Redirect("old.test", "https://new.test/"), Proxy("app.test", $"http://{node.Nginx.Address}:8080")));

        Assert.Equal((true, null), (answer.Changed, answer.Previous));
        Assert.Equal([1, 2], answer.Set.Select(row => row.Id));
        Assert.Equal((301, "https://new.test/"), await node.AskAsync("old.test"));
        Assert.Equal((200, "one"), await node.AskAsync("app.test"));
        var state = await node.Control.GetStateAsync(default);
        Assert.Equal((answer.Release, answer.Served, true), (state.ConfigurationRelease, state.Release, state.ReleaseServed));
        var release = Assert.Single(node.Store.Releases);
        Assert.Equal((2, 2, 0, 0, "test", "test-run"), (release.EntryCount, release.Added, release.Changed, release.Removed, release.Author, release.CorrelationId));
        Assert.Equal(answer.SetETag, node.Store.Draft.ETag);
        Assert.Equal([node.Snippet], Directory.GetFiles(node.Nginx.SitesFolder));
        Assert.Equal(["nginx.conf"], Directory.GetFiles(node.Nginx.Folder, "*.conf").Concat(Directory.GetFiles(node.Nginx.Folder, ".*")).Select(Path.GetFileName));
    }

    [NginxFact]
    public async Task What_is_equal_already_reloads_nothing()
    {
        await using var node = await PublishingNode.StartAsync();
        var first = await node.PublishedAsync(Redirect("old.test", "https://new.test/"));
        var (master, workers, files) = (node.Nginx.MasterPid, node.Nginx.Workers, node.LiveFiles());

        var answer = Assert.IsType<PublishAnswer.Published>(await node.PublishAsync(new EntryChange { Set = [new EntryWish(1, null, Redirect("OLD.test.", "https://new.test/"))] }));

        Assert.Equal((false, first, first), (answer.Changed, answer.Release, answer.Previous));
        Assert.Equal(workers.Prepend(master), node.Nginx.Workers.Prepend(node.Nginx.MasterPid));
        Assert.Equal(files, node.LiveFiles());
        Assert.Single(node.Store.Releases);
    }

    [NginxFact]
    public async Task What_nginx_refuses_never_touches_a_live_file()
    {
        // A hash table so small that one more name does not fit.
        await using var node = await PublishingNode.StartAsync(new NginxServerOptions { Http = "server_names_hash_bucket_size 64;" });
        var first = await node.PublishedAsync(Redirect("old.test", "https://new.test/"));
        var (master, workers, files, etag) = (node.Nginx.MasterPid, node.Nginx.Workers, node.LiveFiles(), node.Store.Draft.ETag);
        var written = File.GetLastWriteTimeUtc(node.Snippet);

        var answer = Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(Redirect($"{new string('a', 60)}.{new string('b', 60)}.test", "https://new.test/")));

        Assert.Equal((400, "ConfigurationInvalid"), (answer.Status, answer.Code));
        Assert.Contains("server_names_hash", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lyttle-cluster-test", answer.Output, StringComparison.Ordinal);
        Assert.Equal(workers.Prepend(master), node.Nginx.Workers.Prepend(node.Nginx.MasterPid));
        Assert.Equal(files, node.LiveFiles());
        Assert.Equal((first, etag, written), (await node.CurrentAsync(), node.Store.Draft.ETag, File.GetLastWriteTimeUtc(node.Snippet)));
        Assert.Single(node.Store.Releases);
    }

    [NginxFact]
    public async Task What_nginx_refuses_is_told_in_its_words_and_nothing_is_kept()
    {
        // The agent asks nobody about what listen takes: nginx does, for each of them.
        await using var node = await PublishingNode.StartAsync(change: (it, options) => options with { HttpListen = [it.Listen, "unknown.invalid:80"] });
        var refused = Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(Redirect("fine.test", "https://x.test/"), Redirect("other.test", "https://x.test/")));
        Assert.Equal((400, "ConfigurationInvalid"), (refused.Status, refused.Code));
        // The line is of no entry: --http-listen is wrong for all of them.
        Assert.Empty(refused.Problems);
        Assert.Contains("host not found", refused.Output, StringComparison.Ordinal);
        Assert.Empty(node.Store.Releases);
        Assert.IsType<PublishAnswer.Refused>(await node.Publisher.CheckAsync(new EntryChange { Set = [new EntryWish(null, null, Redirect("fine.test", "https://x.test/"))] }, default));
        Assert.IsType<PublishAnswer.Refused>(await node.Publisher.DraftAsync(new EntryChange { Set = [new EntryWish(null, null, Redirect("fine.test", "https://x.test/"))] }, default));
        Assert.Empty(node.Store.Draft.Rows);
    }

    [Fact]
    public void The_entry_that_nginx_names_by_a_line_is_named()
    {
        var rows = new EntrySet([new EntryRow(4, Redirect("fine.test", "https://x.test/")), new EntryRow(7, Redirect("other.test", "https://x.test/"))], 8);
        var rendered = new RenderedConfiguration("", [(5, 12), (14, 21)]);
        const string words = "nginx: [emerg] something is wrong in /data/domains.conf:16\nnginx: configuration file /etc/nginx/nginx.conf test failed";
        var problem = Assert.Single(EntryRenderer.Blamed(words, "/data/domains.conf", rendered, rows, [rows.Rows[1]]));
        Assert.Equal((0, 7, "ConfigurationInvalid"), (problem.Index, problem.Id, problem.Code));
        Assert.Contains("other.test", problem.Message, StringComparison.Ordinal);
        Assert.Empty(EntryRenderer.Blamed(words, "/data/others.conf", rendered, rows, []));
        Assert.Empty(EntryRenderer.Blamed(words.Replace(":16", ":13", StringComparison.Ordinal), "/data/domains.conf", rendered, rows, []));
    }

    [NginxFact]
    public async Task A_certificate_that_is_not_right_is_refused_with_the_reason()
    {
        await using var node = await PublishingNode.StartAsync(change: (it, options) => options with { CertificateFolders = [it.Files] });
        WriteCertificate(node.Files, "good.test", "good.test");
        var bad = Redirect("bad.test", "https://x.test/") with { Tls = true, CertificateFile = Path.Combine(node.Files, "good.test.crt"), CertificateKeyFile = Path.Combine(node.Files, "gone.key") };
        var refused = Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(Redirect("fine.test", "https://x.test/"), bad));
        Assert.Contains(refused.Problems, problem => problem is { Index: 1, Field: "certificateKeyFile", Code: "CertificateKeyInvalid" });
        Assert.Contains(refused.Problems, problem => problem is { Index: 1, Code: "CertificateNotCovering" });
    }

    [NginxFact]
    public async Task A_port_that_another_program_has_is_put_back_exactly()
    {
        await using var node = await PublishingNode.StartAsync();
        var first = await node.PublishedAsync(Redirect("old.test", "https://new.test/"));
        var (workers, files, etag) = (node.Nginx.Workers, node.LiveFiles(), node.Store.Draft.ETag);
        using (node.Nginx.OccupyWantedPort())
        {
            var failed = Assert.IsType<PublishAnswer.Failed>(await node.PublishAsync(Redirect("old.test", "https://elsewhere.test/"))).Report;

            Assert.Equal((ReloadOutcome.ReloadNotTaken, true), (failed.Outcome, failed.PutBack));
            Assert.Contains("Address already in use", failed.Error, StringComparison.Ordinal);
            Assert.Equal(workers, node.Nginx.Workers);
            node.Nginx.RemoveSite("occupied");
            Assert.Equal(files, node.LiveFiles());
        }

        Assert.Equal((first, etag), (await node.CurrentAsync(), node.Store.Draft.ETag));
        Assert.Single(node.Store.Releases);
        Assert.Equal((301, "https://new.test/"), await node.AskAsync("old.test"));
        Assert.True((await node.Control.GetStateAsync(default)).ReleaseServed);
        await node.PublishedAsync(Redirect("old.test", "https://elsewhere.test/"));
        Assert.Equal((301, "https://elsewhere.test/"), await node.AskAsync("old.test"));
    }

    [NginxFact]
    public async Task An_earlier_release_comes_back_with_its_entries_and_their_numbers()
    {
        await using var node = await PublishingNode.StartAsync();
        var first = await node.PublishedAsync(Redirect("a.test", "https://one.test/"), Redirect("b.test", "https://one.test/"));
        var entries = node.Store.Draft.ETag;
        var second = Assert.IsType<PublishAnswer.Published>(await node.PublishAsync(new EntryChange { Set = [new EntryWish(1, null, Redirect("a.test", "https://two.test/")), new EntryWish(null, null, Redirect("c.test", "https://two.test/"))], Remove = [new EntryRemoval(2, null)] }));
        Assert.Equal(["changed 1", "removed 2", "added 3"], ReleaseDiff.Of(node.Store.EntriesOf(first), node.Store.EntriesOf(second.Release)).Select(one => $"{one.Action} {one.Id}"));

        var back = Assert.IsType<PublishAnswer.Published>(await node.ActivateAsync(first));

        Assert.Equal((true, first, second.Release), (back.Changed, back.Release, back.Previous));
        Assert.Equal((301, "https://one.test/"), await node.AskAsync("b.test"));
        Assert.Equal((entries, 4), (node.Store.Draft.ETag, node.Store.Draft.NextId));
        var none = Assert.IsType<PublishAnswer.Published>(await node.ActivateAsync(ConfigurationRelease.None));
        Assert.Equal(("none", first, (string?)null), (none.Release, none.Previous, await node.CurrentAsync()));
        Assert.Empty(node.Store.Draft.Rows);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => node.AskAsync("b.test"));
        Assert.Null(await node.ActivateAsync("2026-01-01T00-00-00-000Z-00000000"));
    }

    [NginxFact]
    public async Task As_many_releases_are_kept_as_wanted_and_always_the_one_before()
    {
        await using var node = await PublishingNode.StartAsync();
        var releases = new List<string>();
        for (var number = 0; number < 5; number++) releases.Add(await node.PublishedAsync(Redirect("a.test", $"https://n{number}.test/")));
        Assert.Equal(releases.TakeLast(2).Reverse(), node.Store.Releases.Select(release => release.Id));
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(node.Data, "releases")).Length);
        await node.ActivateAsync(releases[3]);
        var last = await node.PublishedAsync(Redirect("a.test", "https://last.test/"));
        Assert.Equal([last, releases[4], releases[3]], node.Store.Releases.Select(release => release.Id));
    }

    [NginxFact]
    public async Task A_draft_is_live_with_the_next_reload_and_nobody_changes_what_they_did_not_see()
    {
        await using var node = await PublishingNode.StartAsync();
        var drafted = Assert.IsType<PublishAnswer.Drafted>(await node.Publisher.DraftAsync(new EntryChange { Set = [new EntryWish(null, null, Redirect("a.test", "https://one.test/"))] }, default));
        Assert.Null(await node.CurrentAsync());
        Assert.Contains("server_name a.test;", drafted.Preview, StringComparison.Ordinal);
        var tag = drafted.Set[0].ETag;

        var report = await node.Publisher.ReloadAsync(force: false, new PublishCaller("test", "t"), default);
        Assert.Equal((ReloadOutcome.Reloaded, null), (report.Outcome, report.Error));
        Assert.Equal((301, "https://one.test/"), await node.AskAsync("a.test"));

        var current = await node.CurrentAsync();
        await node.Publisher.ReloadAsync(force: false, new PublishCaller("test", "t"), default);
        Assert.Equal(current, await node.CurrentAsync());
        var moved = Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(new EntryChange { Set = [new EntryWish(1, "0123456789abcdef", Redirect("a.test", "https://two.test/"))], Remove = [new EntryRemoval(9, null)] }));
        Assert.Equal((412, "EntryChanged"), (moved.Status, moved.Code));
        Assert.Equal([(0, (int?)1), (-1, 9)], moved.Problems.Select(problem => (problem.Index, problem.Id)));
        Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(new EntryChange { Set = [new EntryWish(1, tag, Redirect("a.test", "https://two.test/"))], SetMatch = "0123456789abcdef" }));
        Assert.IsType<PublishAnswer.Published>(await node.PublishAsync(new EntryChange { Set = [new EntryWish(1, tag, Redirect("a.test", "https://two.test/"))], SetMatch = node.Store.Draft.ETag }));
    }

    [NginxFact]
    public async Task Without_a_name_server_a_publish_is_live_and_nginx_starts()
    {
        await using var node = await PublishingNode.StartAsync();
        node.Names["up.internal"] = [node.Nginx.Address];
        await node.PublishedAsync(Proxy("app.test", "http://up.internal:8080"));
        Assert.Equal((200, "one"), await node.AskAsync("app.test"));

        node.Names.Clear();
        var answer = Assert.IsType<PublishAnswer.Published>(await node.PublishAsync(Proxy("lost.test", "http://never.internal:8080")));
        Assert.Equal((200, "one"), await node.AskAsync("app.test"));
        Assert.Equal(502, (await node.AskAsync("lost.test")).Status);
        await node.Nginx.KillAsync();
        await node.Nginx.StartAgainAsync();
        Assert.Equal((200, "one"), await node.AskAsync("app.test"));
        Assert.Equal(answer.Release, await node.CurrentAsync());
    }

    [NginxFact]
    public async Task Where_an_upstream_moves_nginx_follows_and_the_draft_stays()
    {
        await using var node = await PublishingNode.StartAsync();
        node.Names["up.internal"] = [IPAddress.Parse("127.0.0.1")];
        var first = await node.PublishedAsync(Proxy("app.test", "http://up.internal:8080"));
        Assert.True(await node.Publisher.FollowAddressesAsync(default));
        Assert.Equal(first, await node.CurrentAsync());
        await node.Publisher.DraftAsync(new EntryChange { Set = [new EntryWish(null, null, Redirect("later.test", "https://x.test/"))] }, default);
        var draft = node.Store.Draft.ETag;

        node.Names["up.internal"] = [node.Nginx.Address];
        Assert.True(await node.Publisher.FollowAddressesAsync(default));

        var release = node.Store.Find((await node.CurrentAsync())!)!;
        Assert.Equal((ConfigurationRelease.ByAgent, first, 0, 0, 0), (release.Author, release.Previous, release.Added, release.Changed, release.Removed));
        Assert.Equal((200, "one"), await node.AskAsync("app.test"));
        Assert.Equal(draft, node.Store.Draft.ETag);
        Assert.Contains("up.internal", node.Log.ToString(), StringComparison.Ordinal);
        // What cannot be resolved now stays where it was.
        node.Names.Clear();
        Assert.True(await node.Publisher.FollowAddressesAsync(default));
        Assert.Equal(release.Id, await node.CurrentAsync());
    }

    [NginxFact]
    public async Task A_domain_with_TLS_is_served_with_a_certificate_of_the_folders()
    {
        await using var node = await PublishingNode.StartAsync(change: (it, options) => options with { CertificateFolders = [it.Files] });
        Directory.CreateDirectory(Path.Combine(node.Files, "secure.test"));
        WriteCertificate(Path.Combine(node.Files, "secure.test"), "fullchain.pem", "secure.test", "*.secure.test");
        File.Move(Path.Combine(node.Files, "secure.test", "fullchain.pem.crt"), Path.Combine(node.Files, "secure.test", "fullchain.pem"));
        File.Move(Path.Combine(node.Files, "secure.test", "fullchain.pem.key"), Path.Combine(node.Files, "secure.test", "privkey.pem"));
        await node.PublishedAsync(Redirect("secure.test", "https://target.test/") with { Names = ["secure.test", "www.secure.test"], Tls = true });
        Assert.Equal((301, "https://target.test/"), await node.AskAsync("www.secure.test", tls: true));

        var missing = Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(Redirect("bare.test", "https://target.test/") with { Tls = true }));
        Assert.Equal("CertificateMissing", Assert.Single(missing.Problems).Code);
        Assert.Contains(Path.Combine(node.Files, "secure.test", "fullchain.pem"), (await node.Control.GetStateAsync(default)).CertificateFiles);
    }

    [NginxFact]
    public async Task Without_an_included_folder_nothing_is_published()
    {
        await using var node = await PublishingNode.StartAsync(new NginxServerOptions { IncludeFolder = false });
        var refused = Assert.IsType<PublishAnswer.Refused>(await node.PublishAsync(Redirect("a.test", "https://x.test/")));
        Assert.Equal((409, "NoIncludedFolder"), (refused.Status, refused.Code));
    }

    [NginxFact]
    public async Task Without_the_listener_the_include_is_there_alone()
    {
        await using var node = await PublishingNode.StartAsync();
        await node.Control.DisposeAsync();
        File.WriteAllText(Path.Combine(node.Data, "nginx.json"), """{ "ListenerRefused": "SELinux" }""");
        await node.OpenAsync();
        var first = await node.PublishedAsync(Redirect("a.test", "https://one.test/"));
        Assert.DoesNotContain("listen", File.ReadAllText(node.Snippet), StringComparison.Ordinal);
        Assert.Equal(first, await node.CurrentAsync());
        await node.PublishedAsync(Redirect("a.test", "https://two.test/"));
        Assert.Equal((301, "https://two.test/"), await node.AskAsync("a.test"));
        Assert.Equal(ReloadOutcome.Reloaded, (await node.Control.ReloadAsync(force: false, default)).Outcome);
        Assert.Equal((301, "https://two.test/"), await node.AskAsync("a.test"));
        using (node.Nginx.OccupyWantedPort())
            Assert.True(Assert.IsType<PublishAnswer.Failed>(await node.PublishAsync(Redirect("a.test", "https://three.test/"))).Report.PutBack);
        Assert.Equal((301, "https://two.test/"), await node.AskAsync("a.test"));
    }

    [NginxFact]
    public async Task A_stopped_master_keeps_both_and_what_it_does_later_counts()
    {
        await using var node = await PublishingNode.StartAsync();
        await node.PublishedAsync(Redirect("a.test", "https://one.test/"));
        var before = node.Store.Draft.ETag;
        node.Nginx.PauseMaster();
        var failed = Assert.IsType<PublishAnswer.Failed>(await node.PublishAsync(Redirect("a.test", "https://two.test/"))).Report;
        Assert.Equal((ReloadOutcome.ReloadUnknown, false, before), (failed.Outcome, failed.PutBack, node.Store.Draft.ETag));
        Assert.Equal(0, (await node.TestAsync()).ExitCode);
        Assert.IsType<PublishAnswer.Failed>(await node.PublishAsync(Redirect("a.test", "https://three.test/")));
        var drafted = await node.Publisher.DraftAsync(new EntryChange { Set = [new EntryWish(null, null, Redirect("new.test", "https://x.test/"))] }, default);
        Assert.Equal((409, "ReloadUnknown"), Assert.IsType<PublishAnswer.Refused>(drafted) is var refused ? (refused.Status, refused.Code) : default);

        node.Nginx.ResumeMaster();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (node.Store.Draft.ETag == before) await Task.Delay(10, limit.Token);
        Assert.Equal((301, "https://two.test/"), await node.AskAsync("a.test"));
        Assert.Equal(node.Store.Draft.ETag, node.Store.Find((await node.CurrentAsync())!)!.SetETag);
    }

    [NginxFact]
    public async Task The_agents_file_and_all_it_published_go_with_it()
    {
        await using var node = await PublishingNode.StartAsync();
        await node.PublishedAsync(Redirect("a.test", "https://one.test/"));
        await NginxControls.RemoveSnippetAsync(new NginxSettings { Executable = NginxServer.Executable, ConfigurationFile = node.Nginx.ConfigurationFile, DataFolder = node.Data }, TimeProvider.System, default);
        Assert.Empty(Directory.GetFiles(node.Nginx.SitesFolder));
        Assert.False(Directory.Exists(Path.Combine(node.Data, "releases")) || File.Exists(Path.Combine(node.Data, "entries.json")));
        await node.Nginx.ReloadAsync();
        Assert.Equal("one", await node.Nginx.GetAsync());
    }

    private static void WriteCertificate(string folder, string file, params string[] names)
    {
        using var authority = new TestAuthority("LyttleCluster publishing");
        using var certificate = authority.IssueServer(names);
        TestAuthority.WriteCertificate(folder, file + ".crt", certificate);
        TestAuthority.WriteKey(folder, file + ".key", certificate);
    }
}
