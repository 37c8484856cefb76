using System.Text;
using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.State;

namespace LyttleCluster.ManagerTests.Access;

public sealed class AccessDocumentTests : IAsyncLifetime
{
    private GateHost _host = null!;

    public async Task InitializeAsync() => _host = await GateHost.PlainAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_grant_is_stored_journaled_listed_and_undone()
    {
        await _host.ApplyAsync(new GrantAccess { Kind = AccessKind.Group, Name = "ops", Role = AccessRole.Operator, Methods = ["Domains.*"] });
        var listed = Assert.Single(await AccessAsync());
        Assert.Equal((AccessKind.Group, "ops", AccessRole.Operator), (listed.Kind, listed.Name, listed.Role));
        Assert.NotNull(listed.ChangedBy);
        Assert.Contains("Nodes.Suspend", _host.Cluster.Parts.Access.Now.MethodsOf("anybody", ["ops"]));
        Assert.Empty(_host.Cluster.Parts.Access.Now.MethodsOf("ops", []));
        var operation = (await _host.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).FirstAsync()).Value!;
        Assert.Equal("Access.Grant", operation.Kind);
        var known = new TaskCompletionSource();
        _host.Cluster.Parts.Access.Changed += () =>
        {
            if (!_host.Cluster.Parts.Access.Now.MethodsOf("anybody", ["ops"]).Any()) known.TrySetResult();
        };
        await _host.ApplyAsync(new UndoOperation { Id = operation.Id });
        Assert.Empty(await AccessAsync());
        await known.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_same_grant_again_changes_nothing_and_another_replaces_it()
    {
        await _host.ApplyAsync(new GrantAccess { Kind = AccessKind.User, Name = "alice", Role = AccessRole.Viewer });
        Assert.Empty((await _host.Cluster.Operations.PlanAsync(new GrantAccess { Kind = AccessKind.User, Name = "alice", Role = AccessRole.Viewer }, CancellationToken.None)).Changes);
        await _host.ApplyAsync(new GrantAccess { Kind = AccessKind.User, Name = "alice", Methods = ["Nodes.Get"] });
        Assert.Null(Assert.Single(await AccessAsync()).Role);
        await _host.ApplyAsync(new RevokeAccess { Kind = AccessKind.User, Names = ["a*"], Reason = "left" });
        Assert.Empty(await AccessAsync());
    }

    [Theory]
    [InlineData(AccessKind.Certificate, "x", "Nodes.*")]
    [InlineData(AccessKind.User, "", "Nodes.*")]
    [InlineData(AccessKind.User, "local", "Nodes.*")]
    [InlineData(AccessKind.User, "a\nb", "Nodes.*")]
    [InlineData(AccessKind.User, "alice", "")]
    [InlineData(AccessKind.User, "alice", "Node.Get")]
    [InlineData(AccessKind.User, "alice", "nodes.*")]
    [InlineData(AccessKind.User, "alice", "Nodes.[")]
    public async Task A_grant_that_means_nothing_is_refused(AccessKind kind, string name, string method) =>
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new GrantAccess { Kind = kind, Name = name, Methods = method.Length > 0 ? [method] : [] }));

    [Fact]
    public async Task Of_a_token_only_a_hash_is_kept_and_no_text_has_the_secret()
    {
        var plan = await _host.Cluster.Operations.PlanAsync(new NewToken { Name = "ci", Role = AccessRole.Operator }, CancellationToken.None);
        var issued = (await _host.Cluster.Operations.ApplyAsync(plan, CancellationToken.None).FirstAsync()).Value!;
        var secret = issued.Secret.Reveal();
        Assert.StartsWith(TokenSecret.Prefix, secret, StringComparison.Ordinal);
        Assert.True(secret.Length >= TokenSecret.Prefix.Length + 43);
        foreach (var text in new[] { plan.ToString(), plan.Changes[0].ToString(), issued.ToString(), issued.Token.ToString() }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_host.Cluster.Parts.Store.Description)!))
            Assert.False(ReadShared(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0, file);
        Assert.Equal("ci", _host.Cluster.Parts.Access.Now.TokenOf(secret)!.Name);
        Assert.Null(_host.Cluster.Parts.Access.Now.TokenOf(secret + "x"));
        Assert.Null(_host.Cluster.Parts.Access.Now.TokenOf(TokenSecret.HashOf(secret)));
    }

    [Fact]
    public async Task A_token_that_was_removed_does_not_come_back_by_an_undo()
    {
        await _host.TokenAsync("ci", AccessRole.Admin);
        await _host.ApplyAsync(new RemoveToken { Names = ["CI"] });
        foreach (var operation in await _host.Cluster.Operations.GetAsync(new OperationQuery(), CancellationToken.None).ToListAsync())
            Assert.Equal("OperationNotReversible", await ErrorAsync(new UndoOperation { Id = operation.Value!.Id }));
        Assert.Equal("TokenNotFound", (await _host.Cluster.Operations.PlanAsync(new RemoveToken { Names = ["ci"] }, CancellationToken.None)).Failures[0].ErrorId);
    }

    [Fact]
    public async Task Tokens_end_and_have_names_of_their_own()
    {
        var now = DateTimeOffset.UtcNow;
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new NewToken { Name = "a", Role = AccessRole.Viewer, ExpiresAt = now.AddDays(401) }));
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new NewToken { Name = "a", Role = AccessRole.Viewer, ExpiresAt = now.AddSeconds(-1) }));
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new NewToken { Name = "a" }));
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new NewToken { Name = "a", Role = AccessRole.Viewer, IsJoin = true }));
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new NewToken { Name = "Local", Role = AccessRole.Viewer }));
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new NewToken { Name = "a/b", Role = AccessRole.Viewer }));
        await _host.TokenAsync("ci", AccessRole.Viewer);
        Assert.Equal("TokenExists", await ErrorAsync(new NewToken { Name = "CI", Role = AccessRole.Admin }));
        var token = (await _host.Cluster.Access.GetTokensAsync(new TokenQuery(), CancellationToken.None).SingleAsync()).Value!;
        Assert.InRange((token.ExpiresAt - now).TotalDays, 89.9, 90.1);
        Assert.Equal("TokenNotFound", (await _host.Cluster.Access.GetTokensAsync(new TokenQuery { Names = ["none"] }, CancellationToken.None).SingleAsync()).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_token_belongs_to_who_made_it()
    {
        var alice = new ClusterCaller { Name = "alice", Proof = CallerProof.Certificate, Methods = ["Access.*"] };
        var guarded = new GuardedCluster(_host.Cluster, alice, _host.Cluster.Parts.Owners, null);
        var plan = await guarded.Operations.PlanAsync(new NewToken { Name = "ci", Role = AccessRole.Viewer }, CancellationToken.None);
        Assert.Equal("alice", (await guarded.Operations.ApplyAsync(plan, CancellationToken.None).FirstAsync()).Value!.Token.Owner);
        var grant = await guarded.Operations.PlanAsync(new GrantAccess { Kind = AccessKind.User, Name = "bob", Role = AccessRole.Viewer }, CancellationToken.None);
        Assert.Equal("alice", (await guarded.Operations.ApplyAsync(grant, CancellationToken.None).FirstAsync()).Value!.ChangedBy);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("*")]
    [InlineData("zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    public async Task Only_a_whole_fingerprint_is_revoked(string fingerprint) =>
        Assert.Equal("AccessSettingInvalid", await ErrorAsync(new RevokeAccess { Kind = AccessKind.Certificate, Names = [fingerprint] }));

    [Fact]
    public async Task A_document_that_cannot_be_read_grants_nothing_and_still_revokes()
    {
        var fingerprint = new string('a', 64);
        var broken = "{\"no\":1}"u8.ToArray();
        await _host.Cluster.Parts.Store.CommitAsync(
            [StateWrite.Put(AccessGrantDocument.KeyOf(AccessKind.User, "eve"), 0, broken), StateWrite.Put(AccessRevocationDocument.KeyOf(fingerprint), 0, broken)], CancellationToken.None);
        await _host.Cluster.Parts.Access.RefreshAsync(CancellationToken.None);
        Assert.Empty(_host.Cluster.Parts.Access.Now.MethodsOf("eve", []));
        Assert.True(_host.Cluster.Parts.Access.Now.IsRevoked(fingerprint));
        Assert.Contains("StateDocumentUnreadable", _host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_process_changes_is_known_too()
    {
        var known = new TaskCompletionSource();
        _host.Cluster.Parts.Access.Changed += () =>
        {
            if (_host.Cluster.Parts.Access.Now.MethodsOf("bob", []).Any()) known.TrySetResult();
        };
        await using var other = await LocalCluster.OpenAsync(StateFile.At(_host.Cluster.Parts.Store.Description), TimeProvider.System, CancellationToken.None);
        var plan = await other.Operations.PlanAsync(new GrantAccess { Kind = AccessKind.User, Name = "bob", Role = AccessRole.Viewer }, CancellationToken.None);
        await other.Operations.ApplyAsync(plan, CancellationToken.None).CountAsync();
        await known.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task<List<ClusterAccess>> AccessAsync() => [.. (await _host.Cluster.Access.GetAsync(new AccessQuery(), CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];

    private async Task<string?> ErrorAsync<TResult>(ChangeRequest<TResult> request)
    {
        try
        {
            await _host.Cluster.Operations.PlanAsync(request, CancellationToken.None);
            return null;
        }
        catch (ClusterException refusal)
        {
            return refusal.ErrorId;
        }
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
