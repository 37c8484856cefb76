using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LyttleCluster.Core.Access;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// The sessions of browsers, in memory. Not sealed into the cookie: so signing out ends one for sure, nothing has to be kept to know that, and there is no key
/// that could be lost; a restart of the manager asks for the token again. A session counts only as long as its token does.
/// </summary>
internal sealed class BrowserSessions(TimeProvider time)
{
    /// <summary>How long a session lasts, whatever is done in it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int IdBytes = 32;

    /// <summary>The most of one token; then its oldest ends. So no token can use up the memory, and none ends another's.</summary>
    private const int MostOfOne = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BrowserSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Opens a session.</summary>
    /// <returns>What the cookie holds.</returns>
    public string Open(AccessTokenDocument token)
    {
        var now = time.GetUtcNow();
        var cookie = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        var session = new BrowserSession(IdOf(cookie), token.Hash, now + Lifetime < token.ExpiresAt ? now + Lifetime : token.ExpiresAt);
        lock (_gate)
        {
            foreach (var over in _sessions.Values.Where(one => one.ExpiresAt <= now).ToList()) _sessions.Remove(over.Id);
            foreach (var surplus in _sessions.Values.Where(one => one.TokenHash == token.Hash).OrderByDescending(one => one.ExpiresAt).Skip(MostOfOne - 1).ToList()) _sessions.Remove(surplus.Id);
            _sessions[session.Id] = session;
        }

        return cookie;
    }

    /// <summary>The session of a cookie; null: it is over, or never was.</summary>
    public BrowserSession? Find(string cookie)
    {
        var id = IdOf(cookie);
        lock (_gate) return _sessions.TryGetValue(id, out var session) && session.ExpiresAt > time.GetUtcNow() ? session : null;
    }

    /// <summary>Ends a session.</summary>
    public void Close(BrowserSession session)
    {
        lock (_gate) _sessions.Remove(session.Id);
    }

    /// <summary>Whether it was not closed.</summary>
    public bool IsOpen(BrowserSession session)
    {
        lock (_gate) return _sessions.ContainsKey(session.Id) && session.ExpiresAt > time.GetUtcNow();
    }

    private static string IdOf(string cookie) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));
}
