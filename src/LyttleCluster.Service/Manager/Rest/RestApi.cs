using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>The calls of the API: made from <see cref="UseCases.All"/> alone, so that none can be forgotten and none can differ.</summary>
internal sealed class RestApi : IUseCaseVisitor<IEnumerable<ManagerRoute>>
{
    private readonly ManagerParts _parts;
    private readonly AnswerSender _sender;
    private readonly PlanStore _plans;
    private readonly Dictionary<Type, object> _resumable;

    /// <param name="parts">The manager.</param>
    /// <param name="events">Events, so that readers can come back for what they missed.</param>
    public RestApi(ManagerParts parts, IResumableSource<EventWatch, ClusterEvent> events)
    {
        _parts = parts;
        _sender = new AnswerSender(parts.Options.Limits, parts.Log, parts.Time);
        _plans = new PlanStore(parts.Options.Limits, parts.Time);
        _resumable = new Dictionary<Type, object> { [typeof(EventWatch)] = events };
        Routes =
        [
            ManagerRoute.Get(ApiProtocol.Base, null, IdentifyAsync),
            ManagerRoute.Get(ApiProtocol.Base + "/openapi.json", null, OpenApiDocument.AnswerAsync),
            .. UseCases.All.SelectMany(useCase => useCase.Accept(this)),
        ];
    }

    /// <summary>Every call.</summary>
    public IReadOnlyList<ManagerRoute> Routes { get; }

    public IEnumerable<ManagerRoute> Visit<TRequest, TResult>(UseCase<TRequest, TResult> useCase)
    {
        var (verb, path) = (ApiProtocol.VerbOf(useCase), ApiProtocol.PathOf(useCase));
        if (useCase.Kind == UseCaseKind.Change) return [new ManagerRoute(verb, path, useCase.Name, new ChangeEndpoint<TRequest, TResult>(_sender, _plans, _parts.Time).HandleAsync)];
        var look = new LookEndpoint<TRequest, TResult>(useCase, _sender, (IResumableSource<TRequest, TResult>?)_resumable.GetValueOrDefault(typeof(TRequest)));
        return [new ManagerRoute(verb, path, useCase.Name, look.GetAsync), ManagerRoute.Post(ApiProtocol.QueryPathOf(useCase), useCase.Name, look.QueryAsync)];
    }

    /// <summary>What this is, and who asks: so a program knows whether it may go on, before it asks for anything.</summary>
    private Task IdentifyAsync(HttpContext context)
    {
        var body = new ManagerBody
        {
            Program = "lyttle-cluster manager",
            Version = Roles.Version,
            Api = ApiProtocol.Versions,
            ReadOnly = _parts.Options.ReadOnly,
            Caller = context.Caller().Name,
            Authenticated = context.Caller().Proof != CallerProof.None,
        };
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Default.ManagerBody), context.RequestAborted).AsTask();
    }
}
