using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.ManagerTests.Rest;

/// <summary>The API as programs and people without our module see it.</summary>
public sealed class RestTests : IAsyncLifetime
{
    private RunningManager _manager = null!;

    private HttpClient Client => _manager.Client;

    public async Task InitializeAsync() => _manager = await RunningManager.StartAsync();

    public async Task DisposeAsync() => await _manager.DisposeAsync();

    [Fact]
    public async Task It_says_what_it_is_and_who_asks()
    {
        using var answer = await Client.GetAsync("/api/v1");
        using var body = await JsonAsync(answer);
        Assert.Equal(("lyttle-cluster manager", "1-1", "local", true), (Text(body, "program"), Text(body, "api"), Text(body, "caller"), body.RootElement.GetProperty("authenticated").GetBoolean()));
        Assert.Equal("1-1", answer.Headers.GetValues(ApiProtocol.VersionHeader).Single());
    }

    [Fact]
    public async Task A_list_is_one_object_of_items_failures_and_warnings()
    {
        await AddAsync("web1", "eu/rack1");
        await AddAsync("web2", "us");
        using var body = await GetAsync("/api/v1/nodes?location=eu&nodes=web1&nodes=gone");
        Assert.Equal("web1", Assert.Single(body.RootElement.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        var failure = Assert.Single(body.RootElement.GetProperty("failures").EnumerateArray());
        Assert.Equal(("NodeNotFound", "gone"), (failure.GetProperty("errorId").GetString(), failure.GetProperty("node").GetString() ?? failure.GetProperty("targetName").GetString()));
        Assert.Empty(body.RootElement.GetProperty("warnings").EnumerateArray());
        using var none = await GetAsync("/api/v1/domains");
        Assert.Empty(none.RootElement.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Lines_and_server_sent_events_are_had_for_the_asking()
    {
        await AddAsync("web1", "eu");
        Assert.StartsWith("{\"value\":{\"name\":\"web1\"", await TextAsync("/api/v1/nodes", ApiProtocol.Lines), StringComparison.Ordinal);
        var events = await TextAsync("/api/v1/nodes?nodes=web1&nodes=gone", ApiProtocol.EventStream);
        Assert.Contains("data: {\"name\":\"web1\"", events, StringComparison.Ordinal);
        Assert.Contains("event: failure\ndata: {\"type\":\"urn:lyttle-cluster:error:NodeNotFound\"", events, StringComparison.Ordinal);
        Assert.EndsWith("event: end\ndata:\n\n", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_nothing_but_failures_has_their_status()
    {
        using var one = await Client.GetAsync("/api/v1/nodes?nodes=gone");
        await ProblemAsync(one, HttpStatusCode.NotFound, "NodeNotFound");
        using var two = await Client.GetAsync("/api/v1/nodes?nodes=gone&nodes=lost");
        using var body = await ProblemAsync(two, HttpStatusCode.NotFound, "NodeNotFound");
        Assert.Single(body.RootElement.GetProperty("others").EnumerateArray());
        // Who reads lines sees each of them.
        Assert.Equal(2, (await TextAsync("/api/v1/nodes?nodes=gone&nodes=lost", ApiProtocol.Lines)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "ApiRouteNotFound")]
    [InlineData("GET", "/api/v2/nodes", 404, "ApiRouteNotFound")]
    [InlineData("PUT", "/api/v1/nodes", 405, "ApiVerbNotAllowed")]
    [InlineData("GET", "/api/v1/nodes?node=web1", 400, "QueryParameterUnknown")]
    [InlineData("GET", "/api/v1/nodes?status=asleep", 400, "QueryValueInvalid")]
    [InlineData("GET", "/api/v1/containers/port-checks", 400, "RequestPropertyMissing")]
    [InlineData("POST", "/api/v1/nodes", 400, "RequestPropertyMissing")]
    [InlineData("POST", "/api/v1/nodes?dryrun=true", 400, "QueryParameterUnknown")]
    [InlineData("POST", "/api/v1/nodes?dryRun=maybe", 400, "QueryValueInvalid")]
    public async Task What_is_wrong_is_a_problem(string verb, string path, int status, string errorId)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var answer = await Client.SendAsync(request);
        using var body = await ProblemAsync(answer, (HttpStatusCode)status, errorId);
        Assert.Equal(answer.Headers.GetValues(ApiProtocol.CorrelationHeader).Single(), Text(body, "correlationId"));
        Assert.NotEmpty(Text(body, "remedy")!);
    }

    [Theory]
    [InlineData("application/xml", "{}", 415, "RequestMediaTypeUnsupported")]
    [InlineData("application/json", "{\"names\":", 400, "RequestNotJson")]
    [InlineData("application/json", "{\"names\":[],\"names\":[]}", 400, "RequestNotJson")]
    [InlineData("application/json", "{\"name\":[]}", 400, "RequestPropertyUnknown")]
    public async Task A_wrong_body_is_a_problem(string type, string text, int status, string errorId)
    {
        using var body = new StringContent(text, Encoding.UTF8, type);
        using var answer = await Client.PostAsync("/api/v1/containers/query", body);
        using var problem = await ProblemAsync(answer, (HttpStatusCode)status, errorId);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var body = new StringContent("{\"names\":[\"" + new string('x', 5 * 1024 * 1024) + "\"]}", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/containers/query") { Content = body, Headers = { ExpectContinue = true } };
        using var answer = await Client.SendAsync(request);
        using var problem = await ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "RequestTooLarge");
        await using var remote = await ClusterFactory.OpenManagerAsync(new ManagerEndpoint { Uri = _manager.Server.Address }, default);
        var refused = await Assert.ThrowsAsync<ClusterException>(async () => await remote.Containers.GetAsync(new ContainerQuery { Names = [new string('x', 5 * 1024 * 1024)] }, default).ToListAsync());
        Assert.Equal("RequestTooLarge", refused.ErrorId);
    }

    [Fact]
    public async Task A_change_is_made_in_one_go_and_tells_what_was_so_already()
    {
        using var added = await Client.PostAsJsonAsync("/api/v1/nodes", new { name = "web1", settings = new { docker = "tcp://127.0.0.1:1", labels = new { role = "web" } }, skipProbe = true });
        using var body = await JsonAsync(added);
        Assert.Equal("web", Assert.Single(body.RootElement.GetProperty("items").EnumerateArray()).GetProperty("labels").GetProperty("role").GetString());
        using var suspended = await Client.PostAsJsonAsync("/api/v1/nodes/suspend", new { nodes = new[] { "web1" } });
        using var again = await Client.PostAsJsonAsync("/api/v1/nodes/suspend", new { nodes = new[] { "web1", "gone" } });
        using var told = await JsonAsync(again);
        Assert.True(Assert.Single(told.RootElement.GetProperty("items").EnumerateArray()).GetProperty("suspended").GetBoolean());
        Assert.Equal("NodeNotFound", Assert.Single(told.RootElement.GetProperty("failures").EnumerateArray()).GetProperty("errorId").GetString());
        using var journal = await GetAsync("/api/v1/operations");
        Assert.Equal(2, journal.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal("local", journal.RootElement.GetProperty("items")[0].GetProperty("author").GetString());
    }

    [Fact]
    public async Task A_plan_is_carried_out_once_and_exactly()
    {
        await AddAsync("web1", "eu");
        await AddAsync("web2", "eu");
        var request = new { nodes = new[] { "web*" } };
        var (etag, plan) = await DryRunAsync(request);
        Assert.Equal(["node/web1", "node/web2"], plan.EnumerateArray().Select(change => change.GetProperty("target").GetString()));
        Assert.False((await NodeAsync("web1")).Suspended);

        // A slip of the pen does not cost the plan.
        using (var wrong = await ApplyAsync(etag, new { agreed = new[] { 2 } })) using (await ProblemAsync(wrong, HttpStatusCode.BadRequest, "PlanAgreedInvalid"))
        using (var other = await ApplyAsync(etag, new { agreed = new[] { 1 }, nodes = new[] { "web2" } })) using (await ProblemAsync(other, HttpStatusCode.BadRequest, "PlanRequestDiffers"))
        using (var done = await ApplyAsync(etag, new { agreed = new[] { 1 }, nodes = new[] { "web*" } }))
        {
            using var body = await JsonAsync(done);
            Assert.Equal("web2", Assert.Single(body.RootElement.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        }

        Assert.False((await NodeAsync("web1")).Suspended);
        using var twice = await ApplyAsync(etag, new { });
        using var problem = await ProblemAsync(twice, HttpStatusCode.PreconditionFailed, "PlanOutdated");
    }

    [Fact]
    public async Task A_plan_is_no_plan_of_another_change_and_none_that_was_overtaken()
    {
        await AddAsync("web1", "eu");
        var (etag, _) = await DryRunAsync(new { nodes = new[] { "web1" } });
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/nodes/restart") { Headers = { IfMatch = { new EntityTagHeaderValue(etag) } } })
        using (var other = await Client.SendAsync(request)) using (await ProblemAsync(other, HttpStatusCode.PreconditionFailed, "PlanOutdated"))
        {
        }

        await ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "us" } });
        using var late = await ApplyAsync(etag, new { });
        using var problem = await ProblemAsync(late, HttpStatusCode.PreconditionFailed, "PlanOutdated");
        Assert.False((await NodeAsync("web1")).Suspended);
    }

    [Fact]
    public async Task Secrets_are_in_no_answer_and_in_no_log()
    {
        using var answer = await Client.PostAsJsonAsync("/api/v1/nodes?dryRun=true", new { name = "edge", settings = new { nginxApi = "http://127.0.0.1:1", nginxApiKey = "k-4711-4711" }, skipProbe = true });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("4711", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await Client.GetAsync("/api/v1/nodes/candidates?nginxApiKey=k-4711-4711");
        using var problem = await ProblemAsync(wrong, HttpStatusCode.BadRequest, "QuerySecretRefused");
        Assert.DoesNotContain("4711", problem.RootElement.ToString() + _manager.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_may_name_the_call()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1") { Headers = { { ApiProtocol.CorrelationHeader, "mine-1" } } };
        using var answer = await Client.SendAsync(request);
        Assert.Equal("mine-1", answer.Headers.GetValues(ApiProtocol.CorrelationHeader).Single());
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/api/v1");
        forged.Headers.TryAddWithoutValidation(ApiProtocol.CorrelationHeader, "two words");
        using var other = await Client.SendAsync(forged);
        Assert.True(Guid.TryParse(other.Headers.GetValues(ApiProtocol.CorrelationHeader).Single(), out _));
    }

    [Fact]
    public async Task Every_use_case_answers_and_no_failure_is_unexpected()
    {
        foreach (var useCase in UseCases.All.Where(useCase => useCase.Kind == UseCaseKind.Read))
        {
            using var answer = await Client.PostAsJsonAsync(ApiProtocol.QueryPathOf(useCase), new { });
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode || text.Contains("RequestPropertyMissing", StringComparison.Ordinal), $"{useCase.Name}: {text}");
        }

        foreach (var useCase in UseCases.All.Where(useCase => useCase.Kind == UseCaseKind.Change))
        {
            using var request = new HttpRequestMessage(new HttpMethod(ApiProtocol.VerbOf(useCase)), ApiProtocol.PathOf(useCase) + "?dryRun=true") { Content = JsonContent.Create(new { }) };
            using var answer = await Client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{useCase.Name}: {text}");
        }

        Assert.DoesNotContain("unexpectedly", _manager.Log.ToString(), StringComparison.Ordinal);
    }

    private Task AddAsync(string name, string location) =>
        ChangeAsync(new AddNode { Name = name, Settings = new NodeSettings { Docker = new Uri($"tcp://127.0.0.1:{name[^1]}"), Location = location }, SkipProbe = true });

    private async Task ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await _manager.Cluster.Operations.PlanAsync(request, default);
        Assert.All(await _manager.Cluster.Operations.ApplyAsync(plan, default).ToListAsync(), answer => Assert.Null(answer.Failure));
    }

    private async Task<ClusterNode> NodeAsync(string name) =>
        (await _manager.Cluster.Nodes.GetAsync(new NodeQuery { Nodes = [name], Cached = true }, default).SingleAsync()).Value!;

    private async Task<(string Etag, JsonElement Changes)> DryRunAsync(object request)
    {
        using var answer = await Client.PostAsJsonAsync("/api/v1/nodes/suspend?dryRun=true", request);
        using var body = await JsonAsync(answer);
        var plan = body.RootElement.GetProperty("plan");
        Assert.Equal(answer.Headers.ETag!.Tag, $"\"{plan.GetProperty("etag").GetString()}\"");
        return (answer.Headers.ETag.Tag, plan.GetProperty("changes").Clone());
    }

    private async Task<HttpResponseMessage> ApplyAsync(string etag, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/nodes/suspend") { Content = JsonContent.Create(body), Headers = { IfMatch = { new EntityTagHeaderValue(etag) } } };
        return await Client.SendAsync(request);
    }

    private async Task<JsonDocument> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path);
        return await JsonAsync(answer);
    }

    private async Task<string> TextAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(accept) } } };
        using var answer = await Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, accept), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        return JsonDocument.Parse(text);
    }

    private static async Task<JsonDocument> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string errorId)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal(ApiProtocol.ProblemType, answer.Content.Headers.ContentType!.MediaType);
        var body = JsonDocument.Parse(text);
        Assert.Equal((errorId, (int)status), (Text(body, "errorId"), body.RootElement.GetProperty("status").GetInt32()));
        return body;
    }

    private static string? Text(JsonDocument body, string name) => body.RootElement.GetProperty(name).GetString();
}
