using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Finds out what became of a step of a publish whose process died. Where all of it is there and visitors get it, it is finished: that only has to be
/// written down. Otherwise what is there of it is put back.
/// </summary>
internal sealed class PublishSettlement(
    IStateStore store, NodeRegistry nodes, PlaceFinder places, PlaceChanger changer, NodeConnections connections, TimeProvider time) : IStepSettlement
{
    public string NotesKind => PublishNotes.Kind;

    public async Task<ClusterOperationStep> SettleAsync(StepToSettle step, CancellationToken cancellationToken)
    {
        try
        {
            return await SettleAsync(step, PublishNotes.Read(step.Notes), cancellationToken);
        }
        catch (ClusterException failure)
        {
            return Open(step, failure.Message);
        }
    }

    private async Task<ClusterOperationStep> SettleAsync(StepToSettle step, PublishNotes notes, CancellationToken cancellationToken)
    {
        var selection = await nodes.SelectAsync(notes.Nodes, cancellationToken);
        if (selection.Failures.Count > 0) return Ended(step, OperationStepState.Failed, $"{selection.Failures[0].Message} What it has is not looked at any more.");
        // As a publish does: two must not write at once, and rows have no If-Match.
        await using var locks = new HeldLocks();
        var (whole, target) = PublishLock.Of();
        await locks.TakeAsync(store, whole, target, null, time, cancellationToken);
        foreach (var name in PublishLock.Of(selection.Nodes)) await locks.TakeAsync(store, name, step.Step.Target, step.Step.Node, time, cancellationToken);
        if (notes.Place == PlaceKind.Agent && await BusyAsync(selection.Nodes[0], step.Request.Timeout, cancellationToken) is { } busy) return Open(step, busy);
        var look = await places.LookAsync(selection.Nodes, [], step.Request, cancellationToken);
        if (look.Failures.Count > 0) return Open(step, look.Failures.Values.First().Message);
        if (look.Places is not [var place]) return Open(step, "its nodes do not share a database any more");

        var done = notes.Changes.Where(change => NotedState.IsDone(change, place)).ToList();
        if (done.Count == 0) return Ended(step, OperationStepState.Failed, "it had not been done; the node is as it was before");
        var order = new PlaceOrder(place, [.. done.Select(change => NotedState.ToChange(change, place))], null, PlaceOrder.UsualDeadline);
        // Rows may be there and nginx never have been told, or still be at work on them.
        var refusal = await changer.TakeAsync(place, PlaceOrder.UsualDeadline);
        if (refusal is { IsUnknown: true } unknown) return Open(step, unknown.Why);
        if (refusal is null && done.Count == notes.Changes.Count && await FaultAsync(order, cancellationToken) is null)
        {
            await changer.RecordLiveAsync(order, order.Changes.Where(change => change.Id is not null).ToDictionary(change => change.Domain, change => change.Id!.Value));
            return Ended(step, OperationStepState.Succeeded, null);
        }

        var back = await changer.ApplyAsync(order with { Changes = [.. done.Select(change => NotedState.ToInverse(change, place))] }, cancellationToken);
        return back.Failure is { } failure ? Open(step, failure.Message) : Ended(step, OperationStepState.Failed, "it was done in part; the node was put back as it was before");
    }

    /// <summary>
    /// A release that is still worked on is not to be interfered with, nor judged: an empty dry run waits for its turn at the agent, which may have given
    /// up waiting for nginx.
    /// </summary>
    private async Task<string?> BusyAsync(StoredNode node, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var nginx = connections.NginxApiOf(node);
        var answer = await nginx.PublishAsync(new NginxApiReleaseCall { DryRun = true, Deadline = deadline }, cancellationToken);
        if (answer.Outcome == NginxApiReleaseOutcome.Unknown) return answer.Error ?? "its agent is at work";
        var probe = await nginx.ProbeAsync(NodeCall.DefaultTimeout, cancellationToken);
        return probe.IsReloadUnsettled ? probe.LastReload?.Error ?? "its nginx is at work on a reload" : null;
    }

    private static async Task<string?> FaultAsync(PlaceOrder order, CancellationToken cancellationToken)
    {
        foreach (var node in order.Place.Nodes)
        {
            if (await PlaceSight.FaultAsync(node, order, cancellationToken) is var (why, _)) return why;
        }

        return null;
    }

    private static ClusterOperationStep Ended(StepToSettle step, OperationStepState state, string? reason) =>
        step.Step with { State = state, Reason = reason, ErrorId = state == OperationStepState.Failed ? "OperationInterrupted" : null };

    private static ClusterOperationStep Open(StepToSettle step, string why) => step.Step with { Reason = why };
}
