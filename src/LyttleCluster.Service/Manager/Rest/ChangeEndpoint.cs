using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>A use case that changes: <c>?dryRun=true</c> plans, <c>If-Match</c> carries that plan out, and without either it is planned and carried out in one go.</summary>
internal sealed class ChangeEndpoint<TRequest, TResult>(AnswerSender sender, PlanStore plans, TimeProvider time)
{
    private static readonly JsonTypeInfo<TResult> ResultType = (JsonTypeInfo<TResult>)ApiJson.Default.Options.GetTypeInfo(typeof(TResult));

    public async Task HandleAsync(HttpContext context)
    {
        var isDryRun = IsDryRun(context.Request.Query);
        using var body = await RequestBodies.ReadAsync(context);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        if (ifMatch.Length > 0 && !isDryRun)
        {
            var plan = PlanToApply(context, ifMatch.Trim().Trim('"'), body.RootElement);
            await sender.SendAsync(context, token => context.Cluster().Operations.ApplyAsync(plan, token), CancellationToken.None);
            return;
        }

        var request = (ChangeRequest<TResult>)(object)RequestReader.Read<TRequest>(body.RootElement)!;
        if (isDryRun) await DryRunAsync(context, request);
        else await sender.SendAsync(context, token => PlanAndApplyAsync(context.Cluster(), request, token), CancellationToken.None);
    }

    private static bool IsDryRun(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(key => key != "dryRun") is { } other) throw ApiErrors.QueryParameterUnknown(other, ["dryRun"]);
        return query["dryRun"].ToString() switch
        {
            "" => query.ContainsKey("dryRun"),
            "true" => true,
            "false" => false,
            var wrong => throw ApiErrors.QueryValueInvalid("dryRun", wrong, "true or false"),
        };
    }

    /// <summary>Nobody agrees in between, so what the plan has to tell is told with the outcome.</summary>
    private static async IAsyncEnumerable<Answer<TResult>> PlanAndApplyAsync(ICluster cluster, ChangeRequest<TResult> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = await cluster.Operations.PlanAsync(request, cancellationToken);
        foreach (var failure in plan.Failures) yield return failure;
        foreach (var warning in plan.Warnings) yield return warning;
        foreach (var unchanged in plan.Unchanged) yield return unchanged;
        await foreach (var answer in cluster.Operations.ApplyAsync(plan, cancellationToken)) yield return answer;
    }

    private async Task DryRunAsync(HttpContext context, ChangeRequest<TResult> request)
    {
        var planning = context.Cluster().Operations.PlanAsync(request, context.RequestAborted);
        while (!planning.IsCompleted && !await EndsWithinAsync(planning, ApiProtocol.Heartbeat)) await BeatAsync(context);
        PlanAnswer answer;
        try
        {
            answer = new PlanAnswer { Plan = Describe(context, await planning) };
        }
        catch (ClusterException failure) when (context.Response.HasStarted)
        {
            answer = new PlanAnswer { Error = Problem.Of(failure) };
        }

        if (!context.Response.HasStarted)
        {
            Begin(context);
            context.Response.Headers.ETag = $"\"{answer.Plan!.Etag}\"";
        }

        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.PlanAnswer), context.RequestAborted);
    }

    private async Task<bool> EndsWithinAsync(Task planning, TimeSpan limit)
    {
        using var over = new CancellationTokenSource();
        var ended = await Task.WhenAny(planning, Task.Delay(limit, time, over.Token)) == planning;
        await over.CancelAsync();
        return ended;
    }

    private static async Task BeatAsync(HttpContext context)
    {
        if (!context.Response.HasStarted) Begin(context);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
    }

    private static void Begin(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
    }

    private PlanBody Describe(HttpContext context, ChangePlan<TResult> plan)
    {
        var (etag, expires) = plans.Keep(context.Caller(), plan);
        return new PlanBody
        {
            Etag = etag,
            ExpiresAt = expires,
            Changes = [.. plan.Changes.Select(Describe)],
            Unchanged = [.. plan.Unchanged.Select(item => JsonSerializer.SerializeToElement(item, ResultType))],
            Failures = [.. plan.Failures.Select(failure => Problem.Of(failure))],
            Warnings = [.. plan.Warnings],
        };
    }

    private static PlannedChangeBody Describe(PlannedChange change, int index) => new()
    {
        Index = index,
        Target = change.Target,
        Action = change.Action,
        Node = change.Node,
        Before = change.Before,
        After = change.After,
        Reversible = change.Reversible,
        BoundTo = change.BoundTo,
        Text = change.ToString(),
    };

    /// <summary>The plan that was agreed to, or the part of it.</summary>
    private ChangePlan<TResult> PlanToApply(HttpContext context, string etag, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw ApiErrors.RequestInvalid("the body is a JSON object");
        var agreed = body.TryGetProperty(AgreedBody.PropertyName, out var list) ? Numbers(list) : null;
        var again = body.EnumerateObject().Any(property => property.Name != AgreedBody.PropertyName) ? RequestReader.Read<TRequest>(body, AgreedBody.PropertyName) : default;
        if (!plans.TryTake<TResult>(etag, context.Caller(), typeof(TRequest), Check, out var plan)) throw ApiErrors.PlanOutdated();
        return agreed is null ? plan : plan with { Changes = [.. plan.Changes.Where((_, index) => agreed.Contains(index))] };

        // A slip of the pen does not cost the plan.
        void Check(ChangePlan<TResult> found)
        {
            if (again is not null && !RequestJson.Write(again).AsSpan().SequenceEqual(RequestJson.Write(found.Request))) throw ApiErrors.PlanRequestDiffers();
            if (agreed?.Any(index => index < 0 || index >= found.Changes.Count) == true) throw ApiErrors.AgreedInvalid(found.Changes.Count);
        }
    }

    private static HashSet<int> Numbers(JsonElement list)
    {
        var numbers = new HashSet<int>();
        if (list.ValueKind != JsonValueKind.Array) throw ApiErrors.RequestInvalid($"'{AgreedBody.PropertyName}' is a list of numbers");
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var number)) throw ApiErrors.RequestInvalid($"'{AgreedBody.PropertyName}' is a list of numbers");
            numbers.Add(number);
        }

        return numbers;
    }
}
