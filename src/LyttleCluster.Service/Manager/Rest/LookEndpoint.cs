using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>A use case that looks: asked with a query string by people, with its whole request in a body by programs.</summary>
internal sealed class LookEndpoint<TRequest, TResult>(UseCase<TRequest, TResult> useCase, AnswerSender sender, IResumableSource<TRequest, TResult>? resumable)
{
    public Task GetAsync(HttpContext context)
    {
        var parameters = context.Request.Query.Select(parameter => KeyValuePair.Create<string, IReadOnlyList<string>>(parameter.Key, [.. parameter.Value.Select(value => value ?? "")]));
        return AnswerAsync(context, QueryReader.Read<TRequest>(parameters));
    }

    public async Task QueryAsync(HttpContext context)
    {
        TRequest request;
        using (var body = await RequestBodies.ReadAsync(context)) request = RequestReader.Read<TRequest>(body.RootElement);
        await AnswerAsync(context, request);
    }

    private Task AnswerAsync(HttpContext context, TRequest request)
    {
        // What ends by itself may do so while the manager stops; what does not would hold it up.
        var stopping = useCase.Kind == UseCaseKind.Stream ? context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping : CancellationToken.None;
        var lastId = context.Request.Headers["Last-Event-ID"].ToString();
        return resumable is null
            ? sender.SendAsync(context, token => useCase.Invoke(context.Cluster(), request, token), stopping)
            : sender.SendAsync(context, token => resumable.ReadAsync(request, lastId.Length == 0 ? null : lastId, token), stopping);
    }
}

/// <summary>Answers a use case so that its readers can come back and go on where they were.</summary>
internal interface IResumableSource<TRequest, TResult>
{
    /// <summary>The elements behind an id; where none is given those from the moment on in which this ends.</summary>
    /// <exception cref="ClusterException"><c>StreamIdUnknown</c>: it is no id of this source.</exception>
    Task<ResumableStream<TResult>> ReadAsync(TRequest request, string? lastId, CancellationToken cancellationToken);
}
