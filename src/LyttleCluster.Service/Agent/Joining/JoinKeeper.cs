using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>
/// Makes the agent a node of a manager, and keeps it one: announces it, waits until somebody approves it, takes its certificate, tells the facts of its
/// host, and has the certificate renewed when the manager says so. Whatever goes wrong is said and tried again; nothing here ends the agent.
/// </summary>
internal sealed class JoinKeeper : IAsyncDisposable
{
    private readonly JoinOptions _options;
    private readonly JoinFolder _folder;
    private readonly JoinHost _host;
    private readonly ServiceLog _log;
    private readonly TimeProvider _time;
    private readonly ManagerLink _link;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Func<CancellationToken, Task<TimeSpan>> _next;
    private JoinIdentity? _who;
    private JoinCertificate? _certificate;
    private volatile JoinStatus _status;
    private string? _said;
    private int _failures;
    private int _asked;

    public JoinKeeper(JoinOptions options, JoinFolder folder, JoinHost host, ServiceLog log, TimeProvider time)
    {
        (_options, _folder, _host, _log, _time) = (options, folder, host, log, time);
        _link = new ManagerLink(options, time);
        _next = OpenAsync;
        _status = new JoinStatus(JoinPhase.Starting, time.GetUtcNow()) { Manager = options.Manager.ToString() };
    }

    /// <summary>How far it is.</summary>
    public JoinStatus Status => _status;

    public void Start() => _running = RunAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _link.Dispose();
        _who?.Key.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var pause = await StepAsync(_stopping.Token);
            if (pause > TimeSpan.Zero)
            {
                var jittered = _options.Pauses.Jittered(pause, RandomNumberGenerator.GetInt32(1001) / 1000.0);
                await Task.Delay(jittered, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<TimeSpan> StepAsync(CancellationToken stop)
    {
        try
        {
            return await _next(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (ClusterException failure)
        {
            return Failed(failure.ErrorId, $"{failure.Message} {failure.Remedy}", null);
        }
        catch (Exception failure)
        {
            _log.Error("Joining failed unexpectedly.", ("exception", failure.ToString()));
            return Failed("Unexpected", failure.Message, null);
        }
    }

    /// <summary>The key, and what it was given before.</summary>
    private Task<TimeSpan> OpenAsync(CancellationToken stop)
    {
        var isNew = !File.Exists(_folder.KeyFile);
        _who = JoinIdentity.Of(_folder.Key());
        _log.Info(isNew ? "The agent made its key." : "The agent has its key.", ("fingerprint", _who.Fingerprint), ("manager", _options.Manager));
        _certificate = _folder.Certificate(_who.Key);
        return Task.FromResult(Then(_certificate is not null ? UseAsync : isNew ? AnnounceAsync : AskAsync));
    }

    private async Task<TimeSpan> AnnounceAsync(CancellationToken stop) =>
        Announced(await _link.AnnounceAsync(Announcement(), SecretFile.Read(_options.TokenFile), stop), AnnounceAsync);

    /// <summary>After its certificate lapsed: the manager knows its key, and its token may be long gone.</summary>
    private async Task<TimeSpan> AnnounceAgainAsync(CancellationToken stop)
    {
        var answer = await _link.AnnounceAgainAsync(Announcement(), _who!, stop);
        return answer.Refusal?.ErrorId == JoinErrors.UnknownId ? Then(AnnounceAsync) : Announced(answer, AnnounceAgainAsync);
    }

    private TimeSpan Announced(ManagerAnswer<JoinReply> answer, Func<CancellationToken, Task<TimeSpan>> again)
    {
        if (answer.Refusal is { } refusal) return Refused(refusal, again);
        _options.OnStep?.Invoke("announced");
        _asked = 0;
        // It may be approved already: then it is told with the first question.
        if (answer.Value!.State != JoinState.Waiting) return Then(AskAsync);
        SayWaiting();
        return Then(AskAsync, _options.Pauses.FirstAsk);
    }

    private async Task<TimeSpan> AskAsync(CancellationToken stop)
    {
        var answer = await _link.AskAsync(_who!, stop);
        if (answer.Refusal?.ErrorId == JoinErrors.UnknownId) return Then(AnnounceAsync);
        if (answer.Refusal?.ErrorId == JoinErrors.LapsedId) return Then(AnnounceAgainAsync);
        if (answer.Refusal is { } refusal) return Refused(refusal, AskAsync);
        _failures = 0;
        if (answer.Value!.State == JoinState.Approved) return Take(answer.Value);
        SayWaiting();
        return _options.Pauses.Ask(++_asked);
    }

    /// <summary>Keeps what the manager gave, before anything else is done with it.</summary>
    private TimeSpan Take(JoinReply given)
    {
        var certificate = JoinCertificate.Of(given.Certificate, given.Authorities, _who!.Key);
        _folder.Store(certificate);
        _certificate = certificate;
        _log.Info("The agent has a certificate.", ("node", given.Node), ("until", certificate.NotAfter.ToString("u", null)));
        _status = _status with { Node = given.Node };
        return Then(UseAsync);
    }

    private async Task<TimeSpan> UseAsync(CancellationToken stop)
    {
        await _host.UseAsync(_certificate!, stop);
        _options.OnStep?.Invoke("used");
        return Then(BeatAsync);
    }

    private async Task<TimeSpan> BeatAsync(CancellationToken stop)
    {
        var answer = await _link.BeatAsync(_who!, _host.Facts(), stop);
        if (answer.Refusal is { } refusal) return Dropped(refusal);
        _failures = 0;
        Say(JoinPhase.Joined, null);
        if (!answer.Value!.Renew && answer.Value.Trust == _certificate!.Trust) return _options.Pauses.Beat;
        var renewed = await _link.RenewAsync(_who!, stop);
        return renewed.Refusal is { } why ? Dropped(why) : Take(renewed.Value!);
    }

    /// <summary>It was a node, and may be none any more.</summary>
    private TimeSpan Dropped(ManagerRefusal refusal)
    {
        switch (refusal.ErrorId)
        {
            case JoinErrors.UnknownId:
                Say(JoinPhase.Removed, $"{refusal.Message} {refusal.Remedy}");
                (_next, _status) = (AnnounceAsync, _status with { Node = null });
                return _options.Pauses.Decided;
            case JoinErrors.LapsedId:
                Say(JoinPhase.Lapsed, $"{refusal.Message} {refusal.Remedy}");
                return Then(AnnounceAgainAsync);
            default:
                return Refused(refusal, BeatAsync);
        }
    }

    private TimeSpan Refused(ManagerRefusal refusal, Func<CancellationToken, Task<TimeSpan>> again)
    {
        _next = again;
        var said = $"{refusal.Message} {refusal.Remedy}";
        if (refusal.ErrorId != JoinErrors.RefusedId) return Failed(refusal.ErrorId, said, refusal.RetryAfter);
        Say(JoinPhase.Refused, said);
        return _options.Pauses.Decided;
    }

    private TimeSpan Failed(string errorId, string said, TimeSpan? retryAfter)
    {
        Say(JoinPhase.Failing, said, errorId);
        var pause = _options.Pauses.Retry(++_failures);
        return retryAfter > pause ? retryAfter.Value : pause;
    }

    private void SayWaiting() => Say(
        JoinPhase.Waiting,
        "Somebody has to approve this agent at the manager: compare the fingerprint in Find-ClusterNode -Pending with this one, then pipe it into Add-ClusterNode.");

    /// <summary>Notes how far it is, and logs it where it is another thing than before.</summary>
    private void Say(JoinPhase state, string? detail, string? errorId = null)
    {
        var isNews = _status.State != state || _said != errorId;
        _said = errorId;
        _status = _status with
        {
            State = state,
            Since = isNews ? _time.GetUtcNow() : _status.Since,
            Detail = detail,
            Id = _who?.Id,
            Fingerprint = _who?.Fingerprint,
            CertificateUntil = _certificate?.NotAfter,
        };
        if (!isNews) return;
        if (state is JoinPhase.Joined) _log.Info("The agent is a node of the manager.", ("manager", _options.Manager), ("node", _status.Node));
        else if (state is JoinPhase.Waiting) _log.Info($"The agent waits. {detail}", ("id", _who?.Id), ("fingerprint", _who?.Fingerprint), ("manager", _options.Manager));
        else _log.Warn($"Joining: {detail}", ("state", state), ("code", errorId));
    }

    /// <summary>What is done next, after a pause.</summary>
    private TimeSpan Then(Func<CancellationToken, Task<TimeSpan>> next, TimeSpan pause = default)
    {
        (_next, _failures) = (next, 0);
        return pause;
    }

    private JoinAnnouncement Announcement() => new()
    {
        Name = _options.Name ?? NginxClusterFinder.NameOf(Environment.MachineName),
        Request = new CertificateRequest("CN=lyttle-cluster agent", _who!.Key, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
        NginxApi = _host.Address().ToString(),
        Docker = _options.Docker?.ToString(),
        Version = Roles.Version,
        HostName = Environment.MachineName,
        OperatingSystem = _host.OperatingSystem(),
    };
}
