using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.OpenApi;

public class OpenApiTests
{
    private static readonly string Committed = Path.Combine(Checkout.Root, "docs", "openapi.json");

    [Fact]
    public async Task The_committed_document_is_that_of_the_code()
    {
        await using var manager = await RunningManager.StartAsync();
        var actual = OpenApiText.Of(manager.Server.Routes);
        if (actual == await File.ReadAllTextAsync(Committed)) return;

        var seen = Path.Combine(AppContext.BaseDirectory, "openapi.json");
        await File.WriteAllTextAsync(seen, actual);
        Assert.Fail($"The API differs from docs/openapi.json. If that is meant: cp '{seen}' '{Committed}'");
    }

    [Fact]
    public async Task Every_use_case_is_there_with_its_request_its_results_and_every_kind_of_failure()
    {
        var document = await DocumentAsync();
        Assert.Equal("3.1.0", document["openapi"]!.GetValue<string>());
        foreach (var useCase in UseCases.All)
        {
            var operation = document["paths"]![ApiProtocol.PathOf(useCase)]?[ApiProtocol.VerbOf(useCase).ToLowerInvariant()];
            Assert.True(operation is not null, $"{useCase.Name} is not described.");
            Assert.Equal(useCase.Name, operation["operationId"]!.GetValue<string>());
            Assert.False(string.IsNullOrWhiteSpace(operation["summary"]?.GetValue<string>()), $"{useCase.Name} has no words.");
            var asked = useCase.Kind == UseCaseKind.Change ? operation : document["paths"]![ApiProtocol.QueryPathOf(useCase)]!["post"]!;
            Assert.Contains($"\"#/components/schemas/{useCase.RequestType.Name}\"", asked["requestBody"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.NotNull(operation["responses"]!["200"]);
            foreach (var category in Enum.GetValues<ClusterErrorCategory>())
            {
                var status = Problem.StatusOf(new ClusterException("Any", category, "", "")).ToString(CultureInfo.InvariantCulture);
                Assert.True(operation["responses"]![status] is not null, $"{useCase.Name} does not tell of {status} ({category}).");
            }

            Assert.Equal(useCase.Kind == UseCaseKind.Change, operation["responses"]!["412"] is not null);
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_schema_is_used()
    {
        var document = await DocumentAsync();
        var references = References(document).ToHashSet();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            Assert.StartsWith("#/", reference, StringComparison.Ordinal);
            JsonNode? found = document;
            foreach (var part in reference[2..].Split('/')) found = found?[part];
            Assert.True(found is not null, $"{reference} leads nowhere.");
        }

        var schemas = document["components"]!["schemas"]!.AsObject().Select(schema => $"#/components/schemas/{schema.Key}");
        Assert.Empty(schemas.Except(references));
        Assert.Equal(Operations(document).Count(), Operations(document).Select(operation => operation["operationId"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task No_secret_is_a_parameter()
    {
        var parameters = Operations(await DocumentAsync()).SelectMany(operation => operation["parameters"]?.AsArray() ?? []);
        Assert.DoesNotContain(parameters, parameter => parameter!["schema"]!["format"]?.GetValue<string>() == "password");
    }

    [Fact]
    public async Task It_is_served_and_not_sent_twice()
    {
        await using var manager = await RunningManager.StartAsync();
        using var first = await manager.Client.GetAsync("/api/v1/openapi.json");
        Assert.Equal(await File.ReadAllTextAsync(Committed), await first.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/openapi.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await manager.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        request.Headers.IfNoneMatch.Clear();
        using var other = new HttpRequestMessage(HttpMethod.Get, "/api/v1/openapi.json") { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } } };
        using var third = await manager.Client.SendAsync(other);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    private static async Task<JsonObject> DocumentAsync() => JsonNode.Parse(await File.ReadAllTextAsync(Committed))!.AsObject();

    private static IEnumerable<JsonNode> Operations(JsonObject document) => document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(property => property.Key == "$ref" ? [property.Value!.GetValue<string>()] : References(property.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
