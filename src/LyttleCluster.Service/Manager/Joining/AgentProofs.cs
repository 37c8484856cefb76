using System.Collections.Concurrent;
using System.Security.Cryptography;
using LyttleCluster.Core.Joining;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>
/// Judges signatures of agents. Keys stay parsed, because each agent calls every 10 s; counts are in memory alone: after a restart of the manager a call that
/// was recorded before it could be sent again once, which tells old facts at worst.
/// </summary>
internal sealed class AgentProofs : IDisposable
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <exception cref="ClusterException"><c>JoinProofWrong</c>, <c>JoinProofStale</c>.</exception>
    public void Check(JoinProof proof, JoinRequestDocument request, string verb, string path, ReadOnlySpan<byte> body)
    {
        var known = _known.GetOrAdd(request.Id, _ => new Known(request.PublicKey));
        lock (known)
        {
            if (!proof.IsOf(known.Key, verb, path, body)) throw JoinErrors.ProofWrong();
            if (proof.Count <= known.Last) throw JoinErrors.ProofStale(known.Last);
            known.Last = proof.Count;
        }
    }

    /// <summary>The last count that was seen of an agent; null: none.</summary>
    public long? LastOf(string id) => _known.TryGetValue(id, out var known) ? known.Last : null;

    /// <summary>Forgets an agent that is not known any more.</summary>
    public void Forget(string id)
    {
        if (_known.TryRemove(id, out var known)) known.Key.Dispose();
    }

    public void Dispose()
    {
        foreach (var known in _known.Values) known.Key.Dispose();
    }

    private sealed class Known
    {
        public Known(string publicKey)
        {
            Key = ECDsa.Create();
            Key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        }

        public ECDsa Key { get; }

        public long Last { get; set; }
    }
}
