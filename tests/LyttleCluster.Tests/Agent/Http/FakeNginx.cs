using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>An nginx that is as the test says, for the HTTP side alone; the real one has tests of its own.</summary>
internal sealed class FakeNginx : INginxControl, INginxTurn
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lyttle-fake-nginx-").FullName;
    private readonly Lazy<ConfigurationStore> _store;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _begun;

    public FakeNginx() => _store = new Lazy<ConfigurationStore>(() => new ConfigurationStore(_folder, Path.Combine(_folder, "releases"), "/data/releases", new DurableSteps(null)));

    public ConfigurationStore Store => _store.Value;

    public NginxPlace Place { get; set; } = new(path => path, HasIPv6: false);

    public bool CanPublish { get; set; } = true;

    /// <summary>What the files name.</summary>
    public string? Current { get; set; }

    /// <summary>Settles a reload that was left open; what it gives is told instead of doing anything.</summary>
    public Func<ReloadReport?> Settle { get; set; } = () => null;

    /// <summary>What nginx says of a candidate; null: it cannot be tested.</summary>
    public ConfigurationTest? Candidate { get; set; } = new(true, "", TimeSpan.Zero);

    /// <summary>The last candidate's text.</summary>
    public string? LastCandidate { get; private set; }

    public NginxState State { get; set; } = new()
    {
        Version = "1.22.1",
        Running = true,
        MasterPid = 12,
        Release = "r-1",
        ReleaseServed = true,
        Workers = new NginxWorkers { Current = 2, Old = 1, OldGenerations = 1, MaxOldGenerations = 8 },
        Configuration = "/etc/nginx/nginx.conf",
    };

    public ConfigurationTest Test { get; set; } = new(true, "nginx: configuration file /etc/nginx/nginx.conf test is successful", TimeSpan.FromMilliseconds(12));

    public ReloadReport Report { get; set; } = new() { Outcome = ReloadOutcome.Reloaded, Release = "r-2", Duration = TimeSpan.FromMilliseconds(41), Log = [] };

    public LogPage Page { get; set; } = new([], "cursor-1");

    /// <summary>Thrown by every call, when it is set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>A reload that has its turn waits for this.</summary>
    public Task ReloadMayEnd { get; set; } = Task.CompletedTask;

    public LogQuery? LastQuery { get; private set; }

    public bool? LastForce { get; private set; }

    public int Tests { get; private set; }

    public int ReloadsBegun
    {
        get
        {
            lock (_gate) return _begun;
        }
    }

    public Task<NginxState> GetStateAsync(CancellationToken cancellationToken) => Failure is null ? Task.FromResult(State) : Task.FromException<NginxState>(Failure);

    public Task<ConfigurationTest> TestAsync(CancellationToken cancellationToken)
    {
        Tests++;
        return Task.FromResult(Test);
    }

    public Task<ReloadReport> ReloadAsync(bool force, CancellationToken cancellationToken) => InTurnAsync(turn => turn.ReloadAsync(force, null), cancellationToken);

    public async Task<T> InTurnAsync<T>(Func<INginxTurn, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await work(this);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<string?> CurrentAsync() => Task.FromResult(Current);

    Task<ReloadReport?> INginxTurn.UnsettledAsync() => Task.FromResult(Settle());

    Task<CandidateTest> INginxTurn.TestAsync(string text)
    {
        LastCandidate = text;
        return Task.FromResult(new CandidateTest(Candidate, "/data/releases/.candidate/domains.conf"));
    }

    async Task<ReloadReport> INginxTurn.ReloadAsync(bool force, Activation? activation)
    {
        LastForce = force;
        Begin();
        await ReloadMayEnd;
        if (activation is null || Report.Outcome != ReloadOutcome.Reloaded) return Report;
        if (activation.New is { } made) Store.Write(made);
        if (activation.DraftFollows) Store.FollowInDraft(activation.Id);
        Current = activation.Id == ConfigurationRelease.None ? null : activation.Id;
        return Report;
    }

    public Task<LogPage> ReadLogAsync(LogQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        if (Failure is not null) return Task.FromException<LogPage>(Failure);
        return Task.FromResult(Page with { Entries = [.. query.After is null ? Page.Entries.TakeLast(query.Count) : Page.Entries.Take(query.Count)] });
    }

    /// <summary>Completes when that many reloads have begun.</summary>
    public Task WaitForReloadsAsync(int count)
    {
        lock (_gate)
        {
            if (_begun >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Begin()
    {
        lock (_gate)
        {
            _begun++;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Count <= _begun)) reached.TrySetResult();
        }
    }
}
