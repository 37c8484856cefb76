using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Agent.Http;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Publishing;

/// <summary>Roots and certificates only where the operator said, wherever links lead.</summary>
public sealed class FolderAndCertificateTests : IDisposable
{
    private static readonly NginxPlace Here = new(path => path, HasIPv6: false);
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("LyttleCluster folders");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void A_path_counts_by_where_its_links_lead()
    {
        Directory.CreateDirectory(_folder["www/site"]);
        Directory.CreateDirectory(_folder["secret"]);
        Directory.CreateSymbolicLink(_folder["www/out"], _folder["secret"]);
        Directory.CreateSymbolicLink(_folder["www/up"], "../secret");
        Directory.CreateSymbolicLink(_folder["in"], _folder["www"]);
        Directory.CreateSymbolicLink(_folder["www/loop"], "loop");
        var allowed = new AllowedFolders([_folder["in"]], Here);
        Assert.Equal(
            [true, true, true, false, false, false, false, false, false],
            new[] { "www/site", "in/site", "www/not-there-yet", "www/out", "www/out/x", "www/up", "www/loop", "wwwx", "www/../secret" }.Select(path => allowed.Allow(_folder[path])));
        Assert.False(allowed.Allow("relative"));
        Assert.False(allowed.Allow(_folder["www/$host"]));
        Assert.False(new AllowedFolders([], Here).Allow(_folder["www"]));
    }

    [Fact]
    public void The_files_that_certbot_links_to_belong_to_its_folder()
    {
        Directory.CreateDirectory(_folder["live/a.test"]);
        Directory.CreateDirectory(_folder["archive/a.test"]);
        File.WriteAllText(_folder["archive/a.test/fullchain1.pem"], "");
        File.CreateSymbolicLink(_folder["live/a.test/fullchain.pem"], "../../archive/a.test/fullchain1.pem");
        Assert.True(new AllowedFolders([_folder["live"]], Here).Allow(_folder["live/a.test/fullchain.pem"]));
        Assert.False(new AllowedFolders([_folder["live/a.test"]], Here).Allow(_folder["live/a.test/fullchain.pem"]));
    }

    [Fact]
    public void Of_the_certificates_that_cover_all_names_the_longest_is_taken()
    {
        Write("short", TimeProvider.System.GetUtcNow().AddDays(2), "a.test", "*.a.test");
        Write("long", TimeProvider.System.GetUtcNow().AddDays(9), "*.a.test", "a.test");
        Write("other", TimeProvider.System.GetUtcNow().AddDays(20), "b.test");
        var certificates = Certificates();
        Assert.Equal((_folder["long.crt"], _folder["long.key"]), certificates.Look().Find(Entry("a.test", "x.a.test")));
        Assert.Null(certificates.Look().Find(Entry("a.test", "x.y.a.test")));
        Assert.Null(certificates.Look().Find(Entry("*.b.test")));
        Assert.Empty(certificates.Problems(Entry("a.test", "*.a.test"), certificates.Look()));
        Assert.Contains("ends in 8 days", certificates.Warning(Entry("a.test"), certificates.Look()), StringComparison.Ordinal);
        Assert.Equal(["short.crt", "long.crt", "other.crt"], certificates.List([]).Select(file => Path.GetFileName(file.File)));
        Write("long", TimeProvider.System.GetUtcNow().AddDays(1), "a.test");
        Assert.Equal(_folder["short.crt"], certificates.Look().Find(Entry("a.test"))!.Value.Certificate);
    }

    [Fact]
    public void More_than_two_thousand_folders_of_certbot_are_all_seen()
    {
        Write("one", TimeProvider.System.GetUtcNow().AddDays(9), "a.test");
        for (var number = 0; number < 2100; number++)
        {
            Directory.CreateDirectory(_folder[$"live/n{number}"]);
            File.CreateSymbolicLink(_folder[$"live/n{number}/fullchain.pem"], _folder["one.crt"]);
            File.CreateSymbolicLink(_folder[$"live/n{number}/privkey.pem"], _folder["one.key"]);
        }

        Assert.Equal(2100, new Certificates(new AllowedFolders([_folder["live"]], Here), Here, TimeProvider.System).List([]).Count);
    }

    [Fact]
    public async Task A_plan_lists_the_folders_once_however_many_entries_it_has()
    {
        Write("all", TimeProvider.System.GetUtcNow().AddDays(9), "*.a.test");
        var listed = 0;
        string Here(string path)
        {
            if (path == _folder.Path) listed++;
            return path;
        }

        await using var nginx = new FakeNginx { Place = new NginxPlace(Here, HasIPv6: false) };
        await using var log = new StringWriter();
        var publisher = new EntryPublisher(
            nginx, new PublishingOptions { CertificateFolders = [_folder.Path] }, NameResolver.OfThisHost(TimeProvider.System), new Counters(), new ServiceLog(log, LogFormat.Text, TimeProvider.System), TimeProvider.System);
        var change = new EntryChange { Set = [.. Enumerable.Range(0, 50).Select(number => new EntryWish(null, null, Entry($"n{number}.a.test")))] };
        Assert.Equal(50, Assert.IsType<PublishAnswer.Checked>(await publisher.CheckAsync(change, default)).Set.Count);
        Assert.Equal(1, listed);
    }

    [Theory]
    [InlineData("CertificateNotAllowed", "/etc/hostname", "/etc/hostname")]
    [InlineData("CertificateUnreadable", "no.crt", "no.key")]
    [InlineData("CertificateUnreadable", "a.key", "a.key")]
    [InlineData("CertificateExpired", "old.crt", "old.key")]
    [InlineData("CertificateNotCovering", "other.crt", "other.key")]
    [InlineData("CertificateKeyInvalid", "a.crt", "other.key")]
    [InlineData("CertificateKeyInvalid", "a.crt", "no.key")]
    [InlineData(null, "a.crt", "a.key")]
    public void What_is_wrong_with_named_files_is_said(string? code, string certificate, string key)
    {
        Write("a", TimeProvider.System.GetUtcNow().AddDays(3), "a.test");
        Write("old", TimeProvider.System.GetUtcNow().AddHours(-1), "a.test");
        Write("other", TimeProvider.System.GetUtcNow().AddDays(3), "b.test");
        var entry = Entry("a.test") with { CertificateFile = Path.Combine(_folder.Path, certificate), CertificateKeyFile = Path.Combine(_folder.Path, key) };
        var certificates = Certificates();
        var problems = certificates.Problems(entry, certificates.Look()).ToArray();
        Assert.Equal(code is null ? [] : [code], problems.Select(problem => problem.Code).Distinct());
        Assert.DoesNotContain(problems, problem => problem.Message.Contains("BEGIN", StringComparison.Ordinal));
    }

    private static NginxEntry Entry(params string[] names) => new() { Names = names, Kind = NginxEntryKind.Redirect, RedirectTo = "https://x.test/", Tls = true };

    private Certificates Certificates() => new(new AllowedFolders([_folder.Path], Here), Here, TimeProvider.System);

    private void Write(string file, DateTimeOffset until, params string[] names)
    {
        using var certificate = _authority.IssueServer(names, until);
        TestAuthority.WriteCertificate(_folder.Path, file + ".crt", certificate);
        TestAuthority.WriteKey(_folder.Path, file + ".key", certificate);
    }
}
