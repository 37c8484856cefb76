using System.Text;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Core.Remote;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Remote;

/// <summary>A manager that is away, wrong, silent, or none.</summary>
public sealed class RemoteFaultTests : IDisposable
{
    private const string Me = """{"program":"lyttle-cluster manager","version":"0.1.0","api":"1-1","caller":"ann","authenticated":true}""";
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.5);
    private readonly TestAuthority _authority = new("ours");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-remote-");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "ManagerRefused")]
    [InlineData("http://no-such-host.invalid:6977", "ManagerHostNotFound")]
    [InlineData("ftp://127.0.0.1:6977", "ManagerAddressInvalid")]
    [InlineData("http://ann:secret@127.0.0.1:6977", "ManagerAddressInvalid")]
    public async Task It_says_why_it_is_not_reached(string address, string errorId)
    {
        var failure = await RefusedAsync(new ManagerEndpoint { Uri = new Uri(address) });
        Assert.Equal(errorId, failure.ErrorId);
        Assert.NotEmpty(failure.Remedy);
    }

    [Fact]
    public async Task What_is_no_manager_is_named()
    {
        await using var page = FaultServer.StartTcp().On("*", Faults.Html);
        Assert.Equal("ManagerNotFound", (await RefusedAsync(page.HttpUri!)).ErrorId);
        await using var other = FaultServer.StartTcp();
        Assert.Equal("ManagerNotFound", (await RefusedAsync(other.HttpUri!)).ErrorId);
        await using var closing = FaultServer.StartTcp().On("*", Faults.CloseAtOnce);
        Assert.Equal("ManagerConnectionLost", (await RefusedAsync(closing.HttpUri!)).ErrorId);
    }

    [Theory]
    [InlineData("0-0", "ManagerTooOld")]
    [InlineData("2-9", "ManagerTooNew")]
    [InlineData("newest", "ManagerNotFound")]
    public async Task Another_version_is_named(string versions, string errorId)
    {
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me, versions: versions));
        Assert.Equal(errorId, (await RefusedAsync(manager.HttpUri!)).ErrorId);
    }

    [Fact]
    public async Task A_silent_manager_is_given_up()
    {
        await using var manager = FaultServer.StartTcp().On("/api/v1", Faults.HangBeforeHeaders);
        Assert.Equal("ManagerSilent", (await RefusedAsync(manager.HttpUri!)).ErrorId);
    }

    [Fact]
    public async Task Silence_in_the_middle_counts_and_signs_of_life_end_it()
    {
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me));
        await using var cluster = await OpenAsync(manager.HttpUri!);
        manager.On("/api/v1/nodes/query", Answering("""{"value":{"name":"web1"}}""" + "\n", hang: true));
        var nodes = cluster.Nodes.GetAsync(new NodeQuery(), default).GetAsyncEnumerator();
        Assert.True(await nodes.MoveNextAsync());
        Assert.Equal("web1", nodes.Current.Value!.Name);
        Assert.Equal("ManagerSilent", (await Assert.ThrowsAsync<ClusterException>(() => nodes.MoveNextAsync().AsTask())).ErrorId);
        await nodes.DisposeAsync();

        // Twice as long as it may be silent, but never silent for so long.
        manager.On("/api/v1/nodes/query", Faults.Drip(new string('\n', 20), Short / 10, ApiProtocol.Lines));
        Assert.Equal("ManagerNotFound", (await Assert.ThrowsAsync<ClusterException>(async () => await cluster.Nodes.GetAsync(new NodeQuery(), default).ToListAsync())).ErrorId);
        manager.On("/api/v1/nodes/query", Answering(new string('\n', 20), pause: Short / 10));
        Assert.Empty(await cluster.Nodes.GetAsync(new NodeQuery(), default).ToListAsync());
    }

    [Theory]
    [InlineData("""{"value":{"name":"web1"}}""", "ManagerAnswerCut")]
    [InlineData("{\"value\":{\"name\":\n", "ManagerAnswerMalformed")]
    [InlineData("[1,2]\n", "ManagerAnswerMalformed")]
    [InlineData("{\"future\":1}\n", "ManagerAnswerMalformed")]
    [InlineData("{\"error\":{\"errorId\":\"StateFull\",\"category\":\"WriteError\",\"detail\":\"The disk is full.\",\"remedy\":\"Free some.\"}}\n", "StateFull")]
    public async Task A_bad_answer_is_named(string lines, string errorId)
    {
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me)).On("/api/v1/nodes/query", Answering(lines));
        await using var cluster = await OpenAsync(manager.HttpUri!);
        Assert.Equal(errorId, (await Assert.ThrowsAsync<ClusterException>(async () => await cluster.Nodes.GetAsync(new NodeQuery(), default).ToListAsync())).ErrorId);
    }

    [Fact]
    public async Task Every_kind_of_element_arrives_and_what_is_not_known_is_left_out()
    {
        const string Lines = """
            {"value":{"name":"web1","ofTheFuture":[{}]},"alsoNew":{"a":[1]}}
            {"warning":{"id":"Careful","node":"web1","message":"Careful.","remedy":"Look."}}

            {"failure":{"errorId":"NodeNotFound","category":"ObjectNotFound","detail":"Gone.","remedy":"Add it.","node":"web2"}}
            {"value":{"name":"web3"},"failure":{"errorId":"Bad","category":"WriteError","detail":"Half.","remedy":"Again."}}

            """;
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me)).On("/api/v1/nodes/query", Answering(Lines));
        await using var cluster = await OpenAsync(manager.HttpUri!);
        var answers = await cluster.Nodes.GetAsync(new NodeQuery(), default).ToListAsync();
        Assert.Equal(4, answers.Count);
        Assert.True(answers[0].IsValue);
        Assert.Equal(("Careful", "web1", "Look."), (answers[1].Warning!.Id, answers[1].Warning!.Node, answers[1].Warning!.Remedy));
        Assert.Equal(("NodeNotFound", "web2", null), (answers[2].Failure!.ErrorId, answers[2].Failure!.Node, answers[2].Value));
        Assert.Equal(("Bad", "web3"), (answers[3].Failure!.ErrorId, answers[3].Value!.Name));
    }

    [Fact]
    public async Task A_problem_is_the_managers_own_error()
    {
        const string Problem = """{"status":403,"errorId":"AccessDenied","category":"PermissionDenied","detail":"You may not.","remedy":"Ask."}""";
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me)).On("/api/v1/nodes/query", Answering(Problem, 403, ApiProtocol.ProblemType));
        await using var cluster = await OpenAsync(manager.HttpUri!);
        var failure = await Assert.ThrowsAsync<ClusterException>(async () => await cluster.Nodes.GetAsync(new NodeQuery(), default).ToListAsync());
        Assert.Equal(("AccessDenied", ClusterErrorCategory.PermissionDenied, "You may not.", "Ask."), (failure.ErrorId, failure.Category, failure.Message, failure.Remedy));
    }

    [Fact]
    public async Task Who_is_not_known_is_told_why()
    {
        const string Problem = """{"status":401,"errorId":"CallerTokenExpired","category":"AuthenticationError","detail":"It ended.","remedy":"Make a new one."}""";
        await using var manager = FaultServer.StartTcp()
            .On("/api/v1", Answering(Me.Replace("true", "false", StringComparison.Ordinal)))
            .On("/api/v1/nodes/query", Answering(Problem, 401, ApiProtocol.ProblemType));
        Assert.Equal("CallerTokenExpired", (await RefusedAsync(manager.HttpUri!)).ErrorId);
    }

    [Fact]
    public async Task The_token_is_sent_and_read_again_from_its_file()
    {
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me)).On("/api/v1/nodes/query", Answering(""));
        var file = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(file, "lyttle_one\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var cluster = await RemoteCluster.OpenAsync(new ManagerEndpoint { Uri = manager.HttpUri!, TokenFile = file }, TimeProvider.System, default);
        await File.WriteAllTextAsync(file, "lyttle_two\n");
        await cluster.Nodes.GetAsync(new NodeQuery(), default).ToListAsync();
        Assert.Equal(["Bearer lyttle_one", "Bearer lyttle_two"], manager.Requests.Select(request => request.Headers["Authorization"]));
        Assert.DoesNotContain("lyttle_one", new ManagerEndpoint { Uri = manager.HttpUri!, Token = new Secret("lyttle_one") }.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://198.51.100.1:6977", "ManagerTokenUnprotected")]
    [InlineData("http://127.0.0.1:6977", "ManagerTokenUnsendable")]
    public async Task A_token_is_not_sent_where_it_is_seen_nor_when_it_is_none(string address, string errorId) =>
        Assert.Equal(errorId, (await RefusedAsync(new ManagerEndpoint { Uri = new Uri(address), Token = new Secret("two words") })).ErrorId);

    [Fact]
    public async Task Certificates_are_checked_by_their_authority_or_their_fingerprint()
    {
        using var certificate = _authority.IssueServer(["127.0.0.1"]);
        using var foreign = new TestAuthority("foreign");
        var ours = TestAuthority.WriteCertificate(_folder.FullName, "ours", _authority.Certificate);
        var theirs = TestAuthority.WriteCertificate(_folder.FullName, "theirs", foreign.Certificate);
        var fingerprint = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        await using var manager = FaultServer.StartTls(certificate).On("/api/v1", Answering(Me));
        var endpoint = new ManagerEndpoint { Uri = manager.HttpUri! };

        await using (await RemoteCluster.OpenAsync(endpoint with { CACertificatePath = ours }, TimeProvider.System, default))
        await using (await RemoteCluster.OpenAsync(endpoint with { CertificateFingerprint = string.Join(':', fingerprint.Chunk(2).Select(pair => new string(pair).ToLowerInvariant())) }, TimeProvider.System, default))
        {
        }

        Assert.Equal("ManagerCertificateUntrusted", (await RefusedAsync(endpoint)).ErrorId);
        Assert.Equal("ManagerCertificateUntrusted", (await RefusedAsync(endpoint with { CACertificatePath = theirs })).ErrorId);
        var other = await RefusedAsync(endpoint with { CACertificatePath = ours, CertificateFingerprint = new string('0', 64) });
        Assert.Equal("ManagerCertificateUntrusted", other.ErrorId);
        Assert.Contains(fingerprint, other.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("ManagerFingerprintInvalid", (await RefusedAsync(endpoint with { CertificateFingerprint = "12:34" })).ErrorId);
        Assert.Equal("ManagerPemNotFound", (await RefusedAsync(endpoint with { CACertificatePath = "/none.pem" })).ErrorId);
        Assert.Equal("ManagerCertificatesWithoutTls", (await RefusedAsync(new ManagerEndpoint { Uri = new Uri("http://127.0.0.1:1"), CACertificatePath = ours })).ErrorId);
        await using var plain = FaultServer.StartTcp().On("/api/v1", Answering(Me));
        Assert.Equal("ManagerTlsNotSpoken", (await RefusedAsync(endpoint with { Uri = new Uri($"https://{plain.HttpUri!.Authority}"), CACertificatePath = ours })).ErrorId);
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_not_sent_again()
    {
        const string Plan = """{"plan":{"etag":"e1","expiresAt":"2030-01-01T00:00:00Z","changes":[{"index":0,"target":"node/web1","action":"Suspend","reversible":true,"boundTo":"1","text":"t"}],"unchanged":[],"failures":[],"warnings":[]}}""";
        await using var manager = FaultServer.StartTcp().On("/api/v1", Answering(Me)).On("/api/v1/nodes/suspend", Faults.InTurn(Answering(Plan), Faults.CloseAtOnce));
        await using var cluster = await OpenAsync(manager.HttpUri!);
        var plan = await cluster.Operations.PlanAsync(new SuspendNode { Nodes = ["web1"] }, default);
        var lost = await Assert.ThrowsAsync<ClusterException>(async () => await cluster.Operations.ApplyAsync(plan, default).ToListAsync());
        Assert.Equal("ManagerConnectionLost", lost.ErrorId);
        Assert.Contains("Get-ClusterOperation", lost.Remedy, StringComparison.Ordinal);
        Assert.Equal(2, manager.Requests.Count(request => request.Path == "/api/v1/nodes/suspend"));
        Assert.Equal("\"e1\"", manager.Requests[^1].Headers["If-Match"]);
        Assert.Equal("""{"agreed":[0]}""", Encoding.UTF8.GetString(manager.Requests[^1].Body));
    }

    private static Task<ClusterException> RefusedAsync(Uri uri) => RefusedAsync(new ManagerEndpoint { Uri = uri });

    private static Task<ClusterException> RefusedAsync(ManagerEndpoint endpoint) =>
        Assert.ThrowsAsync<ClusterException>(() => RemoteCluster.OpenAsync(endpoint, TimeProvider.System, default, Short));

    private static Task<RemoteCluster> OpenAsync(Uri uri) => RemoteCluster.OpenAsync(new ManagerEndpoint { Uri = uri }, TimeProvider.System, default, Short);

    /// <summary>Answers as a manager does, in chunks.</summary>
    private static Fault Answering(string body, int status = 200, string type = "application/json", string versions = "1-1", bool hang = false, TimeSpan? pause = null) => async exchange =>
    {
        await exchange.WriteAsync($"HTTP/1.1 {status} Any\r\n{ApiProtocol.VersionHeader}: {versions}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        if (pause is { } wait)
        {
            foreach (var letter in body)
            {
                await Task.Delay(wait, exchange.Stopping);
                await exchange.WriteAsync($"1\r\n{letter}\r\n");
            }
        }
        else if (body.Length > 0)
        {
            await exchange.WriteAsync($"{Encoding.UTF8.GetByteCount(body):x}\r\n{body}\r\n");
        }

        if (hang) await exchange.HangAsync();
        await exchange.WriteAsync("0\r\n\r\n");
        return true;
    };
}
