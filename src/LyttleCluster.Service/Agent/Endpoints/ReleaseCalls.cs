using System.Text.Json;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Configuration releases: many entries at once, what was live before, and back to it.</summary>
internal sealed class ReleaseCalls(INginxControl nginx, EntryPublisher publisher, TimeProvider time)
{
    private const int AbsentLimit = 20;
    private const int MostLimit = 1000;
    private const int MostBodyBytes = 16 * 1024 * 1024;

    public IEnumerable<AgentRoute> Routes =>
    [
        // Asking what would be is an operator's; the handler asks for more where it is to be.
        AgentRoute.Post("/releases", Right.Operator, PublishAsync) with { BodyBytes = MostBodyBytes },
        AgentRoute.Get("/releases", Right.Viewer, ListAsync),
        AgentRoute.Get("/releases/{id}", Right.Viewer, FindAsync),
        AgentRoute.Post("/releases/{id}/activate", Right.PlatformAdmin, ActivateAsync),
    ];

    private async Task PublishAsync(HttpContext context)
    {
        var (document, why) = await JsonBody.ReadAsync(context);
        if (document is null)
        {
            await context.RefuseAsync(Refusal.BadRequest(why!), time);
            return;
        }

        ChangeBody body;
        using (document) body = ChangeBody.Read(document.RootElement);
        if (!body.DryRun && context.Caller().Right < Right.PlatformAdmin)
        {
            await context.RefuseAsync(Refusal.Forbidden(Right.PlatformAdmin), time);
            return;
        }

        if (body.Problems.Count > 0)
        {
            await context.RefuseAsync(PublishAnswer.Refused.Invalid(body.Problems), time);
            return;
        }

        var change = body.Change(ETags.Wanted(context));
        var answer = body.DryRun ? await publisher.CheckAsync(change, context.RequestAborted) : await publisher.PublishAsync(change, context.PublishCaller(), context.RequestAborted);
        var upstreams = body.TestUpstreams && answer is PublishAnswer.Checked { Set: var set } ? await UpstreamTest.RunAsync([.. set.Select(row => row.Entry)], time, context.RequestAborted) : [];
        await AnswerAsync(context, answer, upstreams);
    }

    private async Task ActivateAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var answer = await publisher.ActivateAsync(id, ETags.Wanted(context), context.PublishCaller(), context.RequestAborted);
        if (answer is null) await context.RefuseAsync(Refusal.NotFound($"There is no release {Formatting.Printable.Line(id)} (any more)"), time);
        else await AnswerAsync(context, answer is PublishAnswer.Published published ? published with { Set = [] } : answer, []);
    }

    private async Task ListAsync(HttpContext context)
    {
        if (!Queries.TryCount(context, "limit", AbsentLimit, MostLimit, out var limit))
        {
            await context.RefuseAsync(Refusal.BadRequest($"limit is a number from 1 to {MostLimit}"), time);
            return;
        }

        var current = (await nginx.GetStateAsync(context.RequestAborted)).ConfigurationRelease;
        var releases = nginx.Store.Releases;
        await context.JsonAsync(json =>
        {
            json.WriteNumber("count", Math.Min(limit, releases.Count));
            json.WriteString("current", current);
            json.WriteStartArray("releases");
            foreach (var release in releases.Take(limit))
            {
                json.WriteStartObject();
                Release(json, release, current);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private async Task FindAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (nginx.Store.Find(id) is not { } release)
        {
            await context.RefuseAsync(Refusal.NotFound($"There is no release {Formatting.Printable.Line(id)} (any more)"), time);
            return;
        }

        var against = Queries.Text(context, "against") ?? release.Previous;
        var before = against is null or ConfigurationRelease.None ? EntrySet.Empty : nginx.Store.Find(against) is null ? null : nginx.Store.EntriesOf(against);
        if (before is null && Queries.Text(context, "against") is not null)
        {
            await context.RefuseAsync(Refusal.NotFound($"There is no release {Formatting.Printable.Line(against!)} (any more)"), time);
            return;
        }

        var current = (await nginx.GetStateAsync(context.RequestAborted)).ConfigurationRelease;
        var diff = before is null ? null : ReleaseDiff.Of(before, nginx.Store.EntriesOf(id));
        await context.JsonAsync(json =>
        {
            Release(json, release, current);
            json.WriteString("against", against);
            // The one before it may be gone: then nothing is known, which is not the same as no difference.
            json.WritePropertyName("diff");
            if (diff is null) json.WriteNullValue();
            else Diff(json, diff);
        });
    }

    private static void Release(Utf8JsonWriter json, ConfigurationRelease release, string? current)
    {
        json.WriteString("id", release.Id);
        json.WriteString("createdAt", UtcMilliseconds.Text(release.CreatedAt));
        json.WriteString("author", release.Author);
        json.WriteString("correlationId", release.CorrelationId);
        json.WriteString("previous", release.Previous);
        json.WriteNumber("entryCount", release.EntryCount);
        json.WriteBoolean("isCurrent", release.Id == current);
        json.WriteNumber("added", release.Added);
        json.WriteNumber("changed", release.Changed);
        json.WriteNumber("removed", release.Removed);
    }

    private static void Diff(Utf8JsonWriter json, IReadOnlyList<EntryDifference> diff)
    {
        json.WriteStartArray();
        foreach (var one in diff)
        {
            json.WriteStartObject();
            json.WriteString("action", one.Action);
            json.WriteNumber("id", one.Id);
            EntryAnswers.Texts(json, "domains", (one.After ?? one.Before)!.Entry.Names);
            EntryAnswers.Entry(json, "before", one.Before);
            EntryAnswers.Entry(json, "after", one.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private Task AnswerAsync(HttpContext context, PublishAnswer answer, IReadOnlyList<UpstreamAnswer> upstreams) => answer switch
    {
        PublishAnswer.Published published => PublishedAsync(context, published),
        PublishAnswer.Checked @checked => CheckedAsync(context, @checked, upstreams),
        PublishAnswer.Refused refused => context.RefuseAsync(refused, time),
        PublishAnswer.Failed failed => FailedAsync(context, failed.Report),
        _ => throw new InvalidOperationException(answer.GetType().Name),
    };

    private static Task PublishedAsync(HttpContext context, PublishAnswer.Published published)
    {
        ETags.Set(context, published.SetETag);
        return context.JsonAsync(json =>
        {
            json.WriteBoolean("success", true);
            json.WriteBoolean("changed", published.Changed);
            json.WriteString("release", published.Release);
            json.WriteString("previousRelease", published.Previous);
            json.WriteString("servedRelease", published.Served);
            Set(json, published.Set, withId: true);
            json.WriteString("setEtag", published.SetETag);
            json.WriteNumber("durationMs", (long)published.Duration.TotalMilliseconds);
            EntryAnswers.Texts(json, "log", published.Log);
        });
    }

    private static Task CheckedAsync(HttpContext context, PublishAnswer.Checked answer, IReadOnlyList<UpstreamAnswer> upstreams) => context.JsonAsync(json =>
    {
        json.WriteBoolean("valid", true);
        json.WriteBoolean("changed", answer.Changed);
        Set(json, answer.Set, withId: false);
        EntryAnswers.Upstreams(json, upstreams, withIndex: true);
        EntryAnswers.Texts(json, "warnings", answer.Warnings);
    });

    private static void Set(Utf8JsonWriter json, IReadOnlyList<EntryRow> set, bool withId)
    {
        json.WriteStartArray("entries");
        for (var index = 0; index < set.Count; index++)
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            if (withId) json.WriteNumber("id", set[index].Id);
            json.WriteString("etag", set[index].ETag);
            EntryAnswers.Texts(json, "domains", set[index].Entry.Names);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Task FailedAsync(HttpContext context, ReloadReport report) => context.JsonAsync(
        json =>
        {
            json.WriteBoolean("success", false);
            json.WriteString("code", report.Outcome.ToString());
            json.WriteString("error", report.Error ?? report.Outcome.ToString());
            EntryAnswers.Texts(json, "log", report.Log);
            json.WriteBoolean("putBack", report.PutBack);
            json.WriteNumber("durationMs", (long)report.Duration.TotalMilliseconds);
        },
        StatusCodes.Status500InternalServerError);
}
