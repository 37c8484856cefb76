using System.Security.Cryptography;
using System.Text;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Plans as pages show them.</summary>
internal static class PlanViews
{
    public static ConfirmationView Of<TResult>(ChangePlan<TResult> plan, string title, LinkView back, PageCall call, IReadOnlyList<FormField> fields) => new()
    {
        Title = title,
        Changes = Tables.Of("what would be done", ["What", "To", "Before", "After", "Can be undone"], [.. plan.Changes.Select(Row)]),
        Count = plan.Changes.Count,
        Unchanged = plan.Unchanged.Count,
        IsReversible = plan.Changes.All(change => change.Reversible),
        Notices =
        [
            .. plan.Failures.Select(failure => new NoticeView(failure.Message, failure.Remedy, Tone.Bad)),
            .. plan.Warnings.Select(warning => new NoticeView(warning.Message, warning.Remedy, Tone.Doubtful)),
        ],
        Fields = fields,
        Plan = DigestOf(plan),
        Address = call.Context.Request.Path.ToUriComponent() + (fields.Count == 0 ? call.Context.Request.QueryString.ToUriComponent() : ""),
        Proof = call.Proof,
        Back = back,
    };

    /// <summary>
    /// Names what a plan would do and what it is bound to. What an object is like otherwise (how long a container runs) may move on between
    /// the two looks at it, as it may between plan and apply anywhere.
    /// </summary>
    public static string DigestOf<TResult>(ChangePlan<TResult> plan)
    {
        var text = new StringBuilder();
        foreach (var change in plan.Changes) text.Append(change.Action).Append('\n').Append(change.Target).Append('\n').Append(change.Node).Append('\n').Append(change.BoundTo).Append('\n').Append(change.Reversible).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static RowView Row(PlannedChange change) => new(
        change.Target,
        [change.Action, Cell.Link(change.Target, Links.Target(change.Target)), change.Before, change.After, change.Reversible ? "yes" : new Cell("no") { Tone = Tone.Doubtful }],
        change.Reversible ? Tone.None : Tone.Doubtful);
}
