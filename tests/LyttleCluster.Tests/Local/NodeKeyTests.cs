using LyttleCluster.Core;
using LyttleCluster.Core.Security;

namespace LyttleCluster.Tests.Local;

public class NodeKeyTests
{
    private static readonly Uri Api = new("http://127.0.0.1:3003");

    [Fact]
    public async Task A_key_is_stored_sealed_and_stands_in_no_text()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await AddAsync(temporary, "web1", "hunter2");
        await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { NginxApiKey = new Secret("hunter3") } });
        await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings(), Clear = [nameof(NodeSettings.NginxApiKey)] });

        var steps = (await temporary.Cluster.Operations.GetAsync(new OperationQuery(), CancellationToken.None).ToListAsync()).SelectMany(o => o.Value!.Steps).ToList();
        Assert.Equal(
            [
                ("NginxApi=http://127.0.0.1:3003/ NginxApiKey=(set)", "NginxApi=http://127.0.0.1:3003/"),
                ("NginxApi=http://127.0.0.1:3003/ NginxApiKey=(set)", "NginxApi=http://127.0.0.1:3003/ NginxApiKey=(new)"),
                (null, "NginxApi=http://127.0.0.1:3003/ NginxApiKey=(new)"),
            ],
            steps.Select(step => (step.Before, step.After)));

        await temporary.Cluster.DisposeAsync();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(temporary.File.Path)!))
        {
            Assert.DoesNotContain("hunter", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_key_again_is_nothing_to_do()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await AddAsync(temporary, "web1", "k");
        Assert.Empty((await PlanAsync(temporary, new NodeSettings { NginxApiKey = new Secret("k") })).Changes);
        Assert.Single((await PlanAsync(temporary, new NodeSettings { NginxApiKey = new Secret("K") })).Changes);
    }

    [Fact]
    public async Task A_plan_makes_no_key_file()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var plan = await temporary.Cluster.Operations.PlanAsync(Add("web1", "k"), CancellationToken.None);
        Assert.DoesNotContain("k", Assert.Single(plan.Changes).ToString().Split(' '));
        Assert.False(File.Exists(KeyFile.Beside(temporary.File.Path).Path));
        await temporary.Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
        Assert.True(File.Exists(KeyFile.Beside(temporary.File.Path).Path));
    }

    [Fact]
    public async Task An_exposed_key_file_is_refused_before_anything_is_stored()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var file = KeyFile.Beside(temporary.File.Path);
        file.Make();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => AddAsync(temporary, "web1", "k"));
        Assert.Equal("StateKeyExposed", failure.ErrorId);
        Assert.Empty(await temporary.Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, CancellationToken.None).ToListAsync());
    }

    [Theory]
    [InlineData("http://10.0.0.5:3003", "k", true)]
    [InlineData("http://127.0.0.1:3003", "k", false)]
    [InlineData("http://localhost:3003", "k", false)]
    [InlineData("https://10.0.0.5:3003", "k", false)]
    [InlineData("http://10.0.0.5:3003", null, false)]
    public async Task A_key_that_crosses_a_network_in_plain_text_is_warned_of(string api, string? key, bool warned)
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await AddAsync(temporary, "web1", null);
        var plan = await PlanAsync(temporary, new NodeSettings { NginxApi = new Uri(api), NginxApiKey = key is null ? null : new Secret(key) });
        Assert.Equal(warned ? ["NginxApiKeyUnprotected"] : [], plan.Warnings.Select(warning => warning.Id));
        Assert.Single(plan.Changes);
    }

    [Fact]
    public async Task An_nginx_api_belongs_to_one_node()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await AddAsync(temporary, "web1", null);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => AddAsync(temporary, "web2", null));
        Assert.Equal("NodeEndpointInUse", failure.ErrorId);
        Assert.Contains("nginx_api of node 'web1'", failure.Message, StringComparison.Ordinal);
    }

    private static AddNode Add(string name, string? key) =>
        new() { Name = name, Settings = new NodeSettings { NginxApi = Api, NginxApiKey = key is null ? null : new Secret(key) }, SkipProbe = true };

    private static async Task AddAsync(TemporaryCluster temporary, string name, string? key) => await temporary.ChangeAsync(Add(name, key));

    private static Task<ChangePlan<ClusterNode>> PlanAsync(TemporaryCluster temporary, NodeSettings settings) =>
        temporary.Cluster.Operations.PlanAsync(new SetNode { Nodes = ["web1"], Settings = settings }, CancellationToken.None);
}
