using LyttleCluster.Core.Joining;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>All of a manager that has to do with agents joining.</summary>
internal sealed class ManagerJoining : IAsyncDisposable
{
    private readonly JoinUpkeep _upkeep;
    private readonly JoinCalls _calls;

    public ManagerJoining(ManagerParts parts)
    {
        var cluster = parts.Cluster.Parts;
        var authority = new AgentAuthority(AuthorityFiles.Of(parts.Options), parts.Log, parts.Time);
        var facts = parts.HostFacts ?? parts.Watch as IHostFactsSink;
        _calls = new JoinCalls(new AgentJoining(cluster, authority, facts, parts.Log), authority, new JoinTokens(cluster.Store, parts.Time), parts.Options.ReadOnly, parts.Log, parts.Time);
        _upkeep = new JoinUpkeep(authority, parts.Log, parts.Time);
        if (!parts.Options.ReadOnly) _upkeep.Start();
    }

    public IEnumerable<ManagerRoute> Routes => _calls.Routes;

    public async ValueTask DisposeAsync()
    {
        await _upkeep.DisposeAsync();
        _calls.Dispose();
    }
}
