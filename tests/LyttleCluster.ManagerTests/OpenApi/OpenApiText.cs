using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.ManagerTests.OpenApi;

/// <summary>The OpenAPI 3.1 document of the manager's API, made from the table of use cases, the types and their words.</summary>
internal sealed class OpenApiText : IUseCaseVisitor<object?>
{
    private const string Json = "application/json";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly XmlDocs Docs = new(typeof(ClusterNode).Assembly, typeof(ICluster).Assembly);

    private readonly Schemas _schemas = new(Docs);
    private readonly SortedDictionary<string, JsonObject> _paths = new(StringComparer.Ordinal);

    /// <summary>The HTTP statuses that any call may answer a failure with: one for each category, and those of the API itself.</summary>
    public static IReadOnlyList<int> FailureStatuses { get; } =
    [
        .. Enum.GetValues<ClusterErrorCategory>().Select(category => Problem.StatusOf(new ClusterException("Any", category, "", ""))).Append(413).Append(415).Append(429).Distinct().Order(),
    ];

    /// <summary>The document.</summary>
    /// <param name="routes">Every call of the manager: those of the API that are no use cases are described by their path alone.</param>
    public static string Of(IEnumerable<ManagerRoute> routes) => new OpenApiText().Write(routes);

    public object? Visit<TRequest, TResult>(UseCase<TRequest, TResult> useCase)
    {
        var result = _schemas.Of(typeof(TResult));
        var answer = AnswerOf(typeof(TResult), result);
        var request = new JsonObject { ["content"] = Content(Json, _schemas.Of(typeof(TRequest), isRequest: true)) };
        var (verb, path) = (ApiProtocol.VerbOf(useCase).ToLowerInvariant(), ApiProtocol.PathOf(useCase));
        if (useCase.Kind == UseCaseKind.Change)
        {
            Add(path, verb, Operation(useCase, useCase.Name, ChangeAnswer(answer), ChangeBody(request), ChangeParameters(), "412"));
            return null;
        }

        Add(path, verb, Operation(useCase, useCase.Name, LookAnswer(answer, result), null, QueryParameters(typeof(TRequest)), null));
        Add(path + "/query", "post", Operation(useCase, useCase.Name + ".Query", LookAnswer(answer, result), request, [], null));
        return null;
    }

    private string Write(IEnumerable<ManagerRoute> routes)
    {
        foreach (var useCase in UseCases.All) useCase.Accept(this);
        AddOthers(routes);
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "LyttleCluster manager",
                ["version"] = ApiProtocol.Newest.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["description"] = "Every use case of a cluster. Reads and streams: GET with parameters (answers from what the manager knows; cached=false asks the nodes), or POST to the path and /query with the whole request. "
                    + "Changes: the verb of the path with the request as body; ?dryRun=true gives the plan, and the same call with If-Match carries that plan out. Durations are seconds, times ISO 8601 in UTC; what is null is left out.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["certificate"] = new JsonArray() }, new JsonObject { ["token"] = new JsonArray() }, new JsonObject()),
            ["paths"] = new JsonObject(_paths.Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))),
            ["components"] = Components(),
        };
        return document.ToJsonString(Readable) + "\n";
    }

    private void AddOthers(IEnumerable<ManagerRoute> routes)
    {
        foreach (var route in routes.Where(route => route.Pattern.StartsWith(ApiProtocol.Base, StringComparison.Ordinal)))
        {
            var verb = route.Verb.ToLowerInvariant();
            if (_paths.TryGetValue(route.Pattern, out var known) && known.ContainsKey(verb)) continue;
            var (words, answer) = route.Pattern[ApiProtocol.Base.Length..] switch
            {
                "" => ("What this manager is, and who asks.", Content(Json, _schemas.Of(typeof(ManagerBody)))),
                "/openapi.json" => ("This document.", Content(Json, new JsonObject { ["type"] = "object" })),
                "/watch" => ("The cluster as it is watched: a snapshot, then every change, as server-sent events.", Content(ApiProtocol.EventStream, new JsonObject { ["type"] = "string" })),
                _ => ($"{route.Verb} {route.Pattern}", Content(Json, new JsonObject())),
            };
            var operation = new JsonObject { ["operationId"] = $"{verb}{route.Pattern.Replace('/', '.')}", ["summary"] = words, ["tags"] = new JsonArray("Manager") };
            if (route.Access is not null) operation["x-method"] = route.Access;
            operation["responses"] = Responses(new JsonObject { ["description"] = words, ["content"] = answer }, null);
            Add(route.Pattern, verb, operation);
        }
    }

    private void Add(string path, string verb, JsonObject operation)
    {
        if (!_paths.TryGetValue(path, out var item)) _paths[path] = item = [];
        item.Add(verb, operation);
    }

    private static JsonObject Operation(UseCase useCase, string id, JsonObject answer, JsonObject? body, JsonArray parameters, string? conflict)
    {
        var operation = new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(useCase.Name[..useCase.Name.IndexOf('.', StringComparison.Ordinal)]),
            ["summary"] = Docs.Of(useCase.RequestType),
            ["description"] = WhoMay(useCase),
            ["x-method"] = useCase.Name,
        };
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (body is not null) operation["requestBody"] = body;
        operation["responses"] = Responses(answer, conflict);
        return operation;
    }

    private static string WhoMay(UseCase useCase)
    {
        var right = useCase.Right switch
        {
            AccessRight.View => "viewers",
            AccessRight.Operate => "operators",
            _ => "administrators",
        };
        var others = useCase switch
        {
            { IsPublic: true } => ", and everybody who is known",
            { Owned: OwnedObject.Node } => ", and owners on their nodes",
            { Owned: OwnedObject.Domain } => ", and owners on their domains",
            _ => "",
        };
        return $"For {right}{others}.";
    }

    private JsonArray QueryParameters(Type request)
    {
        var parameters = new JsonArray();
        var unsaid = Activator.CreateInstance(request);
        foreach (var (property, source) in _schemas.PropertiesOf(request, isRequest: true))
        {
            if (property.PropertyType == typeof(Secret)) continue;
            var schema = _schemas.OfProperty(property, source, unsaid).AsObject();
            var words = schema["description"]?.GetValue<string>();
            schema.Remove("description");
            // A list of things that are more than text is written NODE/ID.
            if (property.PropertyType == typeof(IReadOnlyList<ContainerRef>)) (schema["items"], words) = (new JsonObject { ["type"] = "string" }, words + " Each as NODE/ID.");
            if (property.PropertyType == typeof(IReadOnlyDictionary<string, string>)) (schema, words) = (new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } }, words + " Each as KEY=VALUE.");
            if (property.Name == "cached") schema["default"] = true;
            var parameter = new JsonObject { ["name"] = property.Name, ["in"] = "query", ["description"] = words, ["schema"] = schema };
            if (property.IsRequired) parameter["required"] = true;
            parameters.Add(parameter);
        }

        return parameters;
    }

    private static JsonArray ChangeParameters() => new(
        new JsonObject { ["name"] = "dryRun", ["in"] = "query", ["description"] = "Only plan, and say what would be done; the answer's ETag is what the plan is carried out with.", ["schema"] = new JsonObject { ["type"] = "boolean", ["default"] = false } },
        new JsonObject { ["name"] = "If-Match", ["in"] = "header", ["description"] = "The ETag of a plan: exactly this is carried out, or nothing.", ["schema"] = new JsonObject { ["type"] = "string" } });

    private JsonObject ChangeBody(JsonObject request)
    {
        var schema = request["content"]![Json]!["schema"]!.DeepClone();
        return new JsonObject { ["content"] = Content(Json, new JsonObject { ["anyOf"] = new JsonArray(schema, _schemas.Of(typeof(AgreedBody))) }) };
    }

    private JsonObject ChangeAnswer(JsonNode answer)
    {
        var json = new JsonObject { ["anyOf"] = new JsonArray(answer.DeepClone(), _schemas.Of(typeof(PlanAnswer))) };
        var content = Content(Json, json);
        content[ApiProtocol.Lines] = new JsonObject { ["schema"] = Line(answer) };
        return new JsonObject
        {
            ["description"] = "What became of each object; with dryRun the plan.",
            ["headers"] = new JsonObject { ["ETag"] = new JsonObject { ["description"] = "With dryRun: what the plan is carried out with.", ["schema"] = new JsonObject { ["type"] = "string" } } },
            ["content"] = content,
        };
    }

    private static JsonObject LookAnswer(JsonNode answer, JsonNode result)
    {
        var content = Content(Json, answer.DeepClone());
        content[ApiProtocol.Lines] = new JsonObject { ["schema"] = Line(answer) };
        content[ApiProtocol.EventStream] = new JsonObject { ["schema"] = result.DeepClone() };
        return new JsonObject { ["description"] = "As it comes; the failure of one node is an element beside the values of the others.", ["content"] = content };
    }

    /// <summary>One line of an answer is of the same kind for all: only its value differs, and that is an item of the whole answer.</summary>
    private static JsonObject Line(JsonNode answer) => Schemas.Ref(answer["$ref"]!.GetValue<string>().Split('/')[^1].Replace("Answer", "Line", StringComparison.Ordinal));

    private readonly SortedDictionary<string, JsonObject> _envelopes = new(StringComparer.Ordinal);

    private JsonObject AnswerOf(Type type, JsonNode item)
    {
        var name = type == typeof(string) ? "Text" : type.Name;
        var problem = _schemas.Of(typeof(Problem));
        var warning = _schemas.Of(typeof(ClusterWarning));
        _envelopes[name + "Answer"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["items"] = new JsonObject { ["type"] = "array", ["items"] = item.DeepClone() },
                ["failures"] = new JsonObject { ["type"] = "array", ["items"] = problem.DeepClone() },
                ["warnings"] = new JsonObject { ["type"] = "array", ["items"] = warning.DeepClone() },
                ["error"] = problem.DeepClone(),
            },
            ["required"] = new JsonArray("items", "failures", "warnings"),
        };
        _envelopes[name + "Line"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["value"] = item.DeepClone(), ["failure"] = problem.DeepClone(), ["warning"] = warning.DeepClone(), ["error"] = problem.DeepClone() },
        };
        return Schemas.Ref(name + "Answer");
    }

    private static JsonObject Responses(JsonObject success, string? conflict)
    {
        var responses = new JsonObject { ["200"] = success };
        foreach (var status in FailureStatuses.Select(status => status.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(conflict).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            responses[status] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        }

        return responses;
    }

    private static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private JsonObject Components()
    {
        var problem = _schemas.Of(typeof(Problem));
        var schemas = _schemas.All;
        foreach (var (name, schema) in _envelopes) schemas[name] = schema;
        return new JsonObject
        {
            ["schemas"] = schemas,
            ["responses"] = new JsonObject
            {
                ["Problem"] = new JsonObject
                {
                    ["description"] = "Why not (RFC 9457): errorId is constant, remedy says what to do.",
                    ["headers"] = new JsonObject { [ApiProtocol.CorrelationHeader] = new JsonObject { ["description"] = "The id of the call in the manager's log.", ["schema"] = new JsonObject { ["type"] = "string" } } },
                    ["content"] = Content(ApiProtocol.ProblemType, problem),
                },
            },
            ["securitySchemes"] = new JsonObject
            {
                ["certificate"] = new JsonObject { ["type"] = "mutualTLS" },
                ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
            },
        };
    }
}
