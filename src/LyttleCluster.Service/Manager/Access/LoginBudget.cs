using System.Net;
using System.Net.Sockets;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// How many wrong tokens an address may show: ten at once, and one more every six seconds. Others are not held up by it, and neither is whoever
/// showed the same right token from the same address before: somebody behind the same router cannot lock them out.
/// </summary>
internal sealed class LoginBudget(TimeProvider time)
{
    private const int Burst = 10;
    private const int MostAddresses = 10_000;
    private const int MostKnown = 16;
    private const int NetworkBytes = 8;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Spent> _spent = new(StringComparer.Ordinal);

    /// <summary>Seconds to wait before a token from there is looked at; null: none.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="hash">The hash of what is shown.</param>
    public int? Wait(IPAddress? address, string hash)
    {
        lock (_gate)
        {
            if (!_spent.TryGetValue(KeyOf(address), out var spent) || spent.Known.Contains(hash)) return null;
            var left = spent.FullAt - time.GetUtcNow() - (Refill * (Burst - 1));
            return left > TimeSpan.Zero ? Math.Max(1, (int)Math.Ceiling(left.TotalSeconds)) : null;
        }
    }

    /// <summary>A wrong one was shown.</summary>
    public void Failed(IPAddress? address)
    {
        lock (_gate)
        {
            var (spent, now) = (Of(KeyOf(address)), time.GetUtcNow());
            spent.FullAt = (spent.FullAt > now ? spent.FullAt : now) + Refill;
        }
    }

    /// <summary>A right one was shown.</summary>
    public void Succeeded(IPAddress? address, string hash)
    {
        lock (_gate)
        {
            var known = Of(KeyOf(address)).Known;
            if (known.Contains(hash)) return;
            if (known.Count == MostKnown) known.RemoveAt(0);
            known.Add(hash);
        }
    }

    /// <summary>An IPv6 network is one source: whoever has one address of it has them all.</summary>
    private static string KeyOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.ToString(),
    };

    private Spent Of(string key)
    {
        if (_spent.TryGetValue(key, out var spent)) return spent;
        if (_spent.Count >= MostAddresses) Forget();
        return _spent[key] = new Spent();
    }

    /// <summary>Forgets the half that is nearest to having all of its budget again.</summary>
    private void Forget()
    {
        foreach (var (key, _) in _spent.OrderBy(pair => pair.Value.FullAt).Take(MostAddresses / 2).ToList()) _spent.Remove(key);
    }

    private sealed class Spent
    {
        /// <summary>When the whole budget is there again.</summary>
        public DateTimeOffset FullAt { get; set; }

        /// <summary>Hashes of right tokens from there, the oldest first.</summary>
        public List<string> Known { get; } = [];
    }
}
