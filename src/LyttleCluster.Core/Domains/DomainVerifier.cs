using System.Runtime.CompilerServices;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Domains;

/// <summary>Whether domains would work, before anything is written: what <c>Test-ClusterDomain</c> shows and a publish demands.</summary>
internal sealed class DomainVerifier(NodeConnections connections, TimeProvider time)
{
    private readonly NameResolution _names = new(time);
    private readonly AgentDryRun _agents = new(connections, time);
    private readonly RowChecks _rows = new(time);

    /// <summary>
    /// What does not pass and was not waived. What is told is to be taken out of <paramref name="works"/> before the next is asked for: an nginx names one
    /// fault at a time, so the rest is tested again without it.
    /// </summary>
    public async IAsyncEnumerable<Unverified> FailuresAsync(
        IReadOnlyList<PlaceWork> works, IReadOnlyList<StoredDomain> documents, PublishDomain request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in CheckAsync(works, documents, IsWanted, request, cancellationToken))
        {
            if (!found.Check.Passed) yield return new Unverified(found.Domain, found.Place, FailureOf(found));
        }

        bool IsWanted(string check) => request.SkipVerification.Count == 0 || !Wildcard.MatchesAny(request.SkipVerification, check);
    }

    /// <summary>All checks, passed ones too.</summary>
    public async IAsyncEnumerable<DomainCheck> CheckAsync(
        IReadOnlyList<PlaceWork> works, IReadOnlyList<StoredDomain> documents, Func<string, bool> isWanted, NodeCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The agents test while names are looked up.
        var dryRuns = works.Where(work => work.Place.Kind == PlaceKind.Agent).ToDictionary(work => work.Place, work => _agents.StartAsync(work, isWanted(DomainChecks.Upstream), cancellationToken));
        if (isWanted(DomainChecks.RedirectLoop))
        {
            foreach (var check in LoopsOf(works, documents)) yield return check;
        }

        if (isWanted(DomainChecks.NameResolution))
        {
            await foreach (var check in _names.CheckAsync(works, cancellationToken)) yield return check;
        }

        for (var index = 0; index < works.Count; index++)
        {
            var place = works[index].Place;
            if (isWanted(DomainChecks.Certificate) && works[index].Changes.Any(change => change.After is { Tls: true }))
            {
                foreach (var check in CertificateChecks.Of(place, works[index].Changes, await CertificatesAsync(place, call, cancellationToken))) yield return check;
            }

            var checks = place.Kind == PlaceKind.Agent
                ? _agents.CheckAsync(() => works.First(work => work.Place == place), dryRuns[place], isWanted, cancellationToken)
                : _rows.CheckAsync(works[index], isWanted, cancellationToken);
            await foreach (var check in checks) yield return check;
        }
    }

    /// <summary>None where they cannot be had: then the checks say so of each domain.</summary>
    private async Task<IReadOnlyList<NginxApiCertificate>> CertificatesAsync(Place place, NodeCall call, CancellationToken cancellationToken)
    {
        try
        {
            var silence = call.Timeout < NodeCall.DefaultTimeout ? call.Timeout : NodeCall.DefaultTimeout;
            return await connections.NginxApiOf(place.Nodes[0]).ListCertificatesAsync(silence, cancellationToken);
        }
        catch (ClusterException)
        {
            return [];
        }
    }

    private static IEnumerable<DomainCheck> LoopsOf(IReadOnlyList<PlaceWork> works, IReadOnlyList<StoredDomain> documents)
    {
        var meant = works.SelectMany(work => work.Changes).Where(change => change.After is { RedirectTo: not null }).Select(change => change.Domain).ToHashSet();
        var ways = meant.Count == 0 ? null : RedirectLoops.Find(documents.Select(domain => domain.Document));
        foreach (var domain in documents.Where(domain => meant.Contains(domain.Name)))
        {
            var way = ways!.GetValueOrDefault(domain.Name);
            yield return new DomainCheck(
                new ClusterCheck
                {
                    Node = "",
                    Domain = domain.Document.Shown,
                    Check = DomainChecks.RedirectLoop,
                    Target = domain.Document.RedirectTo!,
                    Passed = way is null,
                    Detail = way is null ? "it ends somewhere" : $"it comes back: {string.Join(" -> ", way)}",
                    Remedy = way is null ? null : "Let one of these lead somewhere else.",
                },
                domain.Name,
                null);
        }
    }

    private static ClusterException FailureOf(DomainCheck found) => found.Domain is null
        ? DomainErrors.PublishRefused(found.Check.Node, found.Check.Detail)
        : DomainErrors.VerificationFailed(found.Check.Domain!, found.Place is null ? "" : found.Check.Node, found.Check);
}
