using System.Net;
using System.Net.Http.Headers;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Sends requests to one engine over connections that are kept, in a version of the API that both sides speak, and turns
/// every refusal into a <see cref="ClusterException"/>. Knows HTTP, not containers.
/// </summary>
internal sealed class DockerChannel : IDisposable
{
    private readonly DockerEndpoint _endpoint;
    private readonly DockerConnector _connector;
    private readonly HttpLink _link;
    private volatile DockerDialect _dialect = DockerDialect.Unheard;

    public DockerChannel(DockerEndpoint endpoint, TimeProvider time)
    {
        (_endpoint, _connector) = (endpoint, new DockerConnector(endpoint, time));
        _link = new HttpLink(endpoint, _connector, time, TimeSpan.FromMinutes(2));
    }

    public DockerEndpoint Endpoint => _endpoint;

    /// <summary>What is known of the engine's way of speaking.</summary>
    public DockerDialect Dialect => _dialect;

    /// <summary>Sends a request and gives its answer once its headers are there and say that all is well (2xx or 304).</summary>
    public async Task<AnswerStream> SendAsync(DockerCall call, CancellationToken cancellationToken)
    {
        // At most three tries: the guess, the engine's own version, and once more if the engine changed in between.
        for (var tries = 1; ; tries++)
        {
            var spoken = call.Unversioned ? default : SpokenVersion();
            var answer = await SendOnceAsync(call, spoken, cancellationToken);
            try
            {
                if (answer.Response.IsSuccessStatusCode || answer.Response.StatusCode == HttpStatusCode.NotModified)
                {
                    return answer.Response.Content.Headers.ContentType?.MediaType == "text/html"
                        ? throw DockerErrors.NotAnEngine(_endpoint, "it sends a web page where JSON should be")
                        : answer;
                }

                await ThrowUnlessVersionRefusedAsync(answer, call, spoken, lastTry: tries == 3);
            }
            catch
            {
                await answer.DisposeAsync();
                throw;
            }

            await answer.DisposeAsync();
        }
    }

    public void Dispose() => _link.Dispose();

    private DockerApiVersion SpokenVersion()
    {
        var dialect = _dialect;
        if (dialect.Server is { } server && dialect.Spoken < DockerApiVersion.Oldest) throw DockerErrors.ApiTooOld(_endpoint, server);
        return dialect.Spoken;
    }

    private async Task<AnswerStream> SendOnceAsync(DockerCall call, DockerApiVersion spoken, CancellationToken cancellationToken)
    {
        var answer = await SendAnyWayAsync(call, spoken, cancellationToken);
        Hear(answer.Response.Headers);
        return answer;
    }

    private async Task<AnswerStream> SendAnyWayAsync(DockerCall call, DockerApiVersion spoken, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _link.SendAsync(RequestFor(call, spoken), call.Silence, call.Endless, cancellationToken);
            }
            catch (ClusterException failure) when (_connector.HasOtherWay(failure))
            {
                // It reached no engine at all: asking again does nothing twice.
            }
        }
    }

    private HttpRequestMessage RequestFor(DockerCall call, DockerApiVersion spoken)
    {
        var path = call.Unversioned ? call.Path : $"/v{spoken}{call.Path}";
        var request = new HttpRequestMessage(call.Method, _endpoint.HttpBase + path);
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private void Hear(HttpResponseHeaders headers)
    {
        var version = headers.NonValidated.TryGetValues("Api-Version", out var versions) ? versions.ToString() : null;
        var server = headers.NonValidated.TryGetValues("Server", out var servers) ? servers.ToString() : null;
        _dialect = _dialect.Hear(version, server);
    }

    private async Task ThrowUnlessVersionRefusedAsync(AnswerStream answer, DockerCall call, DockerApiVersion spoken, bool lastTry)
    {
        var refusal = await DockerRefusal.ReadAsync(answer);
        if (refusal.Status == 400 && !call.Unversioned && refusal.Said is { } message && DockerDialect.IsVersionRefusal(message, out var floor))
        {
            var now = SpokenVersion();
            if (floor > DockerApiVersion.Newest || (lastTry && now == DockerApiVersion.Newest)) throw DockerErrors.ApiTooNew(_endpoint, floor);
            if (!lastTry && now != spoken) return;
        }

        throw refusal.ToException(_endpoint, call.Container);
    }
}
