using System.Globalization;
using System.Text.Json;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>The v2 API's entries, one by one: they change the draft, and the next reload makes it live.</summary>
internal sealed class ProxyCalls(INginxControl nginx, EntryPublisher publisher, TimeProvider time)
{
    public IEnumerable<AgentRoute> Routes =>
    [
        AgentRoute.Get("/proxies", Right.Viewer, ListAsync),
        AgentRoute.Get("/proxies/{id}", Right.Viewer, FindAsync),
        AgentRoute.Post("/proxies", Right.PlatformAdmin, CreateAsync),
        AgentRoute.Patch("/proxies/{id}", Right.PlatformAdmin, ChangeAsync),
        AgentRoute.Delete("/proxies/{id}", Right.PlatformAdmin, RemoveAsync),
        AgentRoute.Post("/proxies/validate", Right.Operator, ValidateNewAsync),
        AgentRoute.Post("/proxies/{id}/validate", Right.Operator, ValidateAsync),
        AgentRoute.Post("/proxies/{id}/test-upstream", Right.Operator, TestUpstreamAsync),
    ];

    private Task ListAsync(HttpContext context)
    {
        var draft = nginx.Store.Draft;
        ETags.Set(context, draft.ETag);
        return context.JsonAsync(json =>
        {
            json.WriteNumber("count", draft.Rows.Count);
            json.WriteStartArray("proxies");
            foreach (var row in draft.Rows) EntryAnswers.Entry(json, row);
            json.WriteEndArray();
        });
    }

    private async Task FindAsync(HttpContext context)
    {
        if (await RowAsync(context) is not { } row) return;
        ETags.Set(context, row.ETag);
        await context.JsonAsync(json =>
        {
            json.WriteNumber("id", row.Id);
            json.WriteString("etag", row.ETag);
            NginxEntryJson.WriteFields(json, row.Entry);
        });
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (await FieldsAsync(context, null) is not { } entry) return;
        var answer = await publisher.DraftAsync(new EntryChange { Set = [new EntryWish(null, null, entry)] }, context.RequestAborted);
        await DraftedAsync(context, answer, "created", StatusCodes.Status201Created);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        if (await RowAsync(context) is not { } row || await FieldsAsync(context, row) is not { } entry) return;
        // What was not sent is as it was when it was read here: somebody else's change in between must not be undone by that.
        var change = new EntryChange { Set = [new EntryWish(row.Id, ETags.Wanted(context) ?? row.ETag, entry)] };
        await DraftedAsync(context, await publisher.DraftAsync(change, context.RequestAborted), "updated", StatusCodes.Status200OK);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        if (await RowAsync(context) is not { } row) return;
        var answer = await publisher.DraftAsync(new EntryChange { Remove = [new EntryRemoval(row.Id, ETags.Wanted(context))] }, context.RequestAborted);
        if (answer is not PublishAnswer.Drafted { Removed: [var removed] })
        {
            await DraftedAsync(context, answer, "deleted", StatusCodes.Status200OK);
            return;
        }

        await context.JsonAsync(json =>
        {
            json.WriteBoolean("deleted", true);
            EntryAnswers.Entry(json, "proxy", removed);
            ConfigChange(json, "deleted", removed.Id);
        });
    }

    private async Task ValidateNewAsync(HttpContext context)
    {
        if (await FieldsAsync(context, null) is { } entry) await ValidatedAsync(context, new EntryWish(null, null, entry));
    }

    private async Task ValidateAsync(HttpContext context)
    {
        if (await RowAsync(context) is { } row) await ValidatedAsync(context, new EntryWish(row.Id, row.ETag, row.Entry));
    }

    private async Task ValidatedAsync(HttpContext context, EntryWish wish)
    {
        var answer = await publisher.CheckAsync(new EntryChange { Set = [wish] }, context.RequestAborted);
        if (answer is not PublishAnswer.Checked { Set: [var row] } good)
        {
            await RefusedAsync(context, answer);
            return;
        }

        await context.JsonAsync(json => Validation(json, wish.Id is null ? row with { Id = 0 } : row, good.Preview, good.Warnings));
    }

    private async Task TestUpstreamAsync(HttpContext context)
    {
        if (await RowAsync(context) is not { } row) return;
        if (row.Entry.Kind != NginxEntryKind.Proxy)
        {
            await context.RefuseAsync(Refusal.BadRequest("Upstream connectivity checks apply only to PROXY entries"), time);
            return;
        }

        var answers = await UpstreamTest.RunAsync([row.Entry], time, context.RequestAborted);
        await context.JsonAsync(json =>
        {
            json.WriteBoolean("ok", answers.All(answer => answer.Error is null));
            json.WriteNumber("proxyId", row.Id);
            EntryAnswers.Upstreams(json, answers, withIndex: false);
            json.WriteString("testedAt", UtcMilliseconds.Text(time.GetUtcNow()));
        });
    }

    private async Task DraftedAsync(HttpContext context, PublishAnswer answer, string action, int status)
    {
        if (answer is not PublishAnswer.Drafted { Set: [var row] } drafted)
        {
            await RefusedAsync(context, answer);
            return;
        }

        ETags.Set(context, row.ETag);
        await context.JsonAsync(
            json =>
            {
                EntryAnswers.Entry(json, "proxy", row);
                json.WriteStartObject("validation");
                Validation(json, row, drafted.Preview, drafted.Warnings);
                json.WriteEndObject();
                ConfigChange(json, action, row.Id);
            },
            status);
    }

    private Task RefusedAsync(HttpContext context, PublishAnswer answer) =>
        context.RefuseAsync(answer as PublishAnswer.Refused ?? throw new InvalidOperationException(answer.GetType().Name), time);

    private static void Validation(Utf8JsonWriter json, EntryRow row, string preview, IReadOnlyList<string> warnings)
    {
        json.WriteBoolean("valid", true);
        EntryAnswers.Entry(json, "normalizedEntry", row);
        json.WriteString("generatedConfigPreview", preview);
        EntryAnswers.Texts(json, "warnings", warnings);
    }

    private static void ConfigChange(Utf8JsonWriter json, string action, int id)
    {
        json.WriteStartObject("configChange");
        json.WriteString("scope", "proxy-entry");
        json.WriteString("action", action);
        json.WriteNumber("proxyId", id);
        json.WriteBoolean("reloadRequired", true);
        json.WriteString("suggestedOperationEndpoint", "/reload");
        json.WriteEndObject();
    }

    /// <summary>The entry that the path names; null once the call is refused.</summary>
    private async Task<EntryRow?> RowAsync(HttpContext context)
    {
        if (!int.TryParse((string)context.Request.RouteValues["id"]!, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await context.RefuseAsync(Refusal.BadRequest("Validation failed (numeric string is expected)"), time);
            return null;
        }

        if (nginx.Store.Draft.Find(id) is { } row) return row;
        await context.RefuseAsync(Refusal.NotFound($"Proxy entry {id} was not found"), time);
        return null;
    }

    /// <summary>The entry that was sent, or what was sent makes of another; null once the call is refused.</summary>
    private async Task<NginxEntry?> FieldsAsync(HttpContext context, EntryRow? row)
    {
        var (document, why) = await JsonBody.ReadAsync(context);
        if (document is null)
        {
            await context.RefuseAsync(Refusal.BadRequest(why!), time);
            return null;
        }

        using (document)
        {
            var fields = EntryFields.Read(document.RootElement, row?.Entry);
            if (fields.Problems.Count == 0) return fields.ApplyTo(row?.Entry);
            await context.RefuseAsync(PublishAnswer.Refused.Invalid([.. fields.Problems.Select(problem => new PublishProblem(0, row?.Id, problem.Field, "EntryFieldInvalid", problem.Message))]), time);
            return null;
        }
    }
}
