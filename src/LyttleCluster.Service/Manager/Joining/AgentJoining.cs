using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>What a manager does for agents that join, whatever the calls look like: takes announcements, and gives certificates to those that are nodes.</summary>
internal sealed class AgentJoining(LocalParts parts, AgentAuthority authority, IHostFactsSink? sink, ServiceLog log)
{
    /// <summary>How many may wait; more would be a flood, not a fleet that nobody had time for.</summary>
    public const int MostWaiting = 256;

    private const int Tries = 5;
    private readonly JoinRequests _joins = new(parts.Store, parts.Time);

    /// <summary>Takes an announcement. The same agent may announce itself again and again.</summary>
    /// <exception cref="ClusterException"><c>JoinRefused</c>, <c>JoinTooManyWaiting</c>.</exception>
    public async Task<JoinReply> AnnounceAsync(JoinRequestDocument announced, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var all = await _joins.ListAsync(cancellationToken);
            var known = all.FirstOrDefault(join => join.Document.Id == announced.Id);
            var wanted = known is null || _joins.IsOver(known.Document) ? announced : await NextAsync(known.Document, announced, cancellationToken);
            if (wanted == known?.Document) return ReplyOf(wanted);
            var waits = all.Where(join => join.Document.State == JoinState.Waiting && !_joins.IsOver(join.Document)).ToList();
            if (waits.Count >= MostWaiting && !waits.Contains(known!)) throw JoinErrors.TooMany(MostWaiting);
            if (!await _joins.TryWriteAsync(new StoredJoin(wanted, known?.Revision ?? 0), cancellationToken)) continue;
            await _joins.TrimAsync(all.Where(join => join.Document.Id != announced.Id), cancellationToken);
            log.Info("An agent waits to be approved.", ("name", wanted.Name), ("id", wanted.Id), ("fingerprint", wanted.Fingerprint), ("source", wanted.Source), ("token", wanted.Token));
            return ReplyOf(wanted);
        }

        throw ManagerJoinErrors.Busy();
    }

    /// <summary>What became of a request; with a certificate once it is approved.</summary>
    /// <exception cref="ClusterException"><c>JoinUnknown</c>, <c>JoinRefused</c>, <c>JoinLapsed</c>.</exception>
    public async Task<JoinReply> AskAsync(string id, CancellationToken cancellationToken)
    {
        var join = await _joins.FindAsync(id, cancellationToken) ?? throw JoinErrors.Unknown();
        return join.Document.State == JoinState.Waiting ? ReplyOf(join.Document) : await IssueAsync(id, cancellationToken);
    }

    /// <summary>Gives a node's agent a certificate, for as long as certificates last.</summary>
    public async Task<JoinReply> IssueAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (join, node) = await DemandNodeAsync(await _joins.FindAsync(id, cancellationToken) ?? throw JoinErrors.Unknown(), cancellationToken);
            authority.Ensure();
            var names = NamesOf(node);
            var issued = authority.Sign(join.Document, node.Name, names);
            var noted = join.Document with { IssuedFor = string.Join(',', names), IssuedAt = issued.Facts.NotBefore, IssuedUntil = issued.Facts.NotAfter };
            // Noted before it is given: what is not noted could not be told to have lapsed.
            if (!await _joins.TryWriteAsync(join with { Document = noted }, cancellationToken)) continue;
            log.Info("An agent was given a certificate.", ("node", node.Name), ("id", id), ("until", issued.Facts.NotAfter.ToString("u", null)));
            return new JoinReply { Id = id, State = JoinState.Approved, Node = node.Name, Certificate = issued.CertificatePem, Authorities = authority.Authorities };
        }

        throw ManagerJoinErrors.Busy();
    }

    /// <summary>Takes the facts of a node's host, and says whether its certificate is to be renewed.</summary>
    /// <param name="known">The request of the agent that calls, as it was read for this call.</param>
    /// <param name="body">What it tells.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<JoinPulse> BeatAsync(StoredJoin known, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (join, node) = await DemandNodeAsync(known, cancellationToken);
        var now = parts.Time.GetUtcNow();
        var facts = HostFactsReader.Read(body);
        sink?.Note(node.Name, facts, now);
        var isDue = join.Document is not { IssuedAt: { } from, IssuedUntil: { } until } || RenewalRule.IsDue(from, until, now);
        return new JoinPulse(isDue || join.Document.IssuedFor != string.Join(',', NamesOf(node)), authority.Trust);
    }

    /// <summary>The request of an agent that calls; null when there is none.</summary>
    public Task<StoredJoin?> FindAsync(string id, CancellationToken cancellationToken) => _joins.FindAsync(id, cancellationToken);

    /// <summary>The approved request and its node.</summary>
    private async Task<(StoredJoin Join, StoredNode Node)> DemandNodeAsync(StoredJoin join, CancellationToken cancellationToken)
    {
        if (join.Document.State == JoinState.Refused) throw JoinErrors.Refused();
        if (join.Document.State == JoinState.Waiting) throw join.Document.IssuedUntil is { } until ? JoinErrors.Lapsed(until) : JoinErrors.Unknown();
        var node = await NodeOfAsync(join.Document, cancellationToken) ?? throw JoinErrors.Unknown();
        return join.Document.HasLapsed(parts.Time.GetUtcNow()) ? throw JoinErrors.Lapsed(join.Document.IssuedUntil!.Value) : (join, node);
    }

    /// <summary>The node that an approval is for; null when it was removed, or belongs to another key since.</summary>
    private async Task<StoredNode?> NodeOfAsync(JoinRequestDocument document, CancellationToken cancellationToken)
    {
        if (document.Node is null) return null;
        var node = await parts.Registry.FindAsync(document.Node, cancellationToken);
        return node?.Document.JoinId == document.Id ? node : null;
    }

    /// <summary>The request after another announcement.</summary>
    private async Task<JoinRequestDocument> NextAsync(JoinRequestDocument known, JoinRequestDocument announced, CancellationToken cancellationToken)
    {
        switch (known.State)
        {
            case JoinState.Refused:
                throw JoinErrors.Refused();
            case JoinState.Approved when await NodeOfAsync(known, cancellationToken) is { } node:
                // What it was is kept: under that name it can be approved again.
                return known.HasLapsed(announced.AnnouncedAt) ? announced with { Name = node.Name, Node = node.Name, IssuedAt = known.IssuedAt, IssuedUntil = known.IssuedUntil, IssuedFor = known.IssuedFor } : known;
            case JoinState.Waiting when known.Node is not null:
                announced = announced with { Name = known.Node, Node = known.Node, IssuedAt = known.IssuedAt, IssuedUntil = known.IssuedUntil, IssuedFor = known.IssuedFor };
                break;
        }

        // An agent that restarts says the same again; nothing is written for that, and the request is over in its time all the same.
        var same = announced with { AnnouncedAt = known.AnnouncedAt, Token = known.Token, Request = known.Request };
        return same == known ? known : announced;
    }

    private static JoinReply ReplyOf(JoinRequestDocument document) => new() { Id = document.Id, State = document.State, Node = document.Node };

    /// <summary>What others reach the agent by: its address, as the operator has it; and its name, where that can be a host's.</summary>
    private static List<string> NamesOf(StoredNode node)
    {
        var names = new List<string>();
        if (node.Document.Settings.NginxApi is { } api) names.Add(IPAddress.TryParse(api.IdnHost, out var address) ? address.ToString() : api.IdnHost);
        if (Uri.CheckHostName(node.Name) == UriHostNameType.Dns && !node.Name.Contains('_', StringComparison.Ordinal)) names.Add(node.Name.ToLowerInvariant());
        if (names.Count == 0) names.Add("localhost");
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
