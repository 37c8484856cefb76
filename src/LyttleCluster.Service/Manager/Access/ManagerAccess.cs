using LyttleCluster.Core.Access;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>Who may do what in a running manager: the parts of it, put together.</summary>
internal sealed class ManagerAccess : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly OpenCalls _open;
    private readonly Task _following;
    private readonly SignIn _signIn;

    private ManagerAccess(ManagerParts parts, Task following, CancellationTokenSource stop)
    {
        var (options, book) = (parts.Options, parts.Cluster.Parts.Access);
        (_following, _stop) = (following, stop);
        CallerAuthorities? authorities = null;
        if (options.Listen.IsTls)
        {
            authorities = new CallerAuthorities(options.AuthorityFile!, options.IdentityAuthorityFile, parts.Log);
            Tls = new ManagerTls(new ServerCertificate(options.CertificateFile!, options.KeyFile!, parts.Log));
        }

        _open = new OpenCalls(book, parts.Time);
        var sessions = new BrowserSessions(parts.Time);
        var rules = new IdentificationRules(!options.Listen.IsTls, options.TrustedUsers.ToHashSet(StringComparer.Ordinal), options.TrustedGroups.ToHashSet(StringComparer.Ordinal));
        var identification = new Identification(book, sessions, new LoginBudget(parts.Time), authorities, rules, parts.Time);
        Gate = new Gate(parts, identification, _open, Counts);
        _signIn = new SignIn(identification, sessions, Gate, parts.Log);
    }

    /// <summary>Stands before every route.</summary>
    public Gate Gate { get; }

    /// <summary>How calls ended.</summary>
    public CallCounts Counts { get; } = new();

    /// <summary>The TLS of the port; null: none is spoken there.</summary>
    public ManagerTls? Tls { get; }

    /// <summary>Signing in and out.</summary>
    public IReadOnlyList<ManagerRoute> Routes => _signIn.Routes;

    /// <summary>Reads what was granted, and the files; follows them from then on.</summary>
    /// <exception cref="ClusterException">A file of https is missing or bad, or the store cannot be read: then nobody could be let in or refused rightly.</exception>
    public static async Task<ManagerAccess> StartAsync(ManagerParts parts, CancellationToken cancellationToken)
    {
        var book = parts.Cluster.Parts.Access;
        book.Unreadable += failure => parts.Log.Warn($"{failure.Message} {failure.Remedy}", ("code", failure.ErrorId));
        if (!parts.Options.Listen.IsTls) parts.Log.Warn("It listens on loopback without TLS: whoever is on this host may do everything.", ("code", "ManagerOpenOnLoopback"));
        var stop = new CancellationTokenSource();
        var following = Task.CompletedTask;
        try
        {
            using var starting = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
            following = await book.FollowAsync(stop.Token).WaitAsync(starting.Token);
            return new ManagerAccess(parts, following, stop);
        }
        catch
        {
            await stop.CancelAsync();
            await following;
            stop.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await _open.DisposeAsync();
        _stop.Dispose();
    }
}
