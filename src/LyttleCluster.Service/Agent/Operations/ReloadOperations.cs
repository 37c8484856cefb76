using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Operations;

/// <summary>The reloads that run behind an answer of 202. Each is on disk before it begins and when it is settled; a restart between settles it as failed.</summary>
internal sealed class ReloadOperations : IDisposable
{
    /// <summary>How many are kept; those under way besides.</summary>
    public const int Kept = 100;

    /// <summary>More than these at once are refused.</summary>
    public const int MostUnderWay = 50;

    private const string Interrupted =
        "The agent was restarted while this reload was under way: whether nginx took it is not known. GET /nginx tells what is served now; reloading again is safe.";
    private const string NotBegun = "The agent was stopped before this reload began: nginx was not touched.";

    private readonly Lock _gate = new();
    private readonly LinkedList<ReloadOperation> _newestFirst;
    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly OperationFile _file;
    private readonly EntryPublisher _publisher;
    private readonly string _instanceId;
    private readonly ServiceLog _log;
    private readonly TimeProvider _time;

    public ReloadOperations(OperationFile file, EntryPublisher publisher, string instanceId, ServiceLog log, TimeProvider time)
    {
        (_file, _publisher, _instanceId, _log, _time) = (file, publisher, instanceId, log, time);
        _newestFirst = new LinkedList<ReloadOperation>(file.Load().Select(Settled));
        if (_newestFirst.Count > 0) file.Save(_newestFirst);
    }

    /// <summary>All that are known, the newest first.</summary>
    public IReadOnlyList<ReloadOperation> All
    {
        get
        {
            lock (_gate) return [.. _newestFirst];
        }
    }

    public ReloadOperation? Find(string id)
    {
        lock (_gate) return _newestFirst.FirstOrDefault(operation => operation.Id == id);
    }

    /// <summary>Begins one; null when too many are under way.</summary>
    public ReloadOperation? Start(bool broadcast, string subject, string correlationId)
    {
        lock (_gate)
        {
            if (_underWay.Count >= MostUnderWay) return null;
            var operation = new ReloadOperation
            {
                Id = Guid.NewGuid().ToString(),
                CorrelationId = correlationId,
                Broadcast = broadcast,
                InitiatorInstanceId = _instanceId,
                CreatedAt = _time.GetUtcNow(),
            };
            _newestFirst.AddFirst(operation);
            try
            {
                _file.Save(_newestFirst);
            }
            catch (ClusterException)
            {
                // Nothing begins that would be forgotten by a restart.
                _newestFirst.RemoveFirst();
                throw;
            }

            _underWay.Add(operation.Id, Task.Run(() => RunAsync(operation, subject)));
            return operation;
        }
    }

    /// <summary>Ends those that wait for their turn and lets the one that began come to its end.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // At once: one that gets its turn in this moment must see it.
        _stopping.Cancel();
        lock (_gate) return Task.WhenAll(_underWay.Values).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(ReloadOperation operation, string subject)
    {
        var running = operation with { Status = OperationStatus.Running, StartedAt = _time.GetUtcNow() };
        Record(running, done: false);
        Record(await SettleAsync(running, subject) with { CompletedAt = _time.GetUtcNow() }, done: true);
    }

    private async Task<ReloadOperation> SettleAsync(ReloadOperation operation, string subject)
    {
        try
        {
            var report = await _publisher.ReloadAsync(force: false, new PublishCaller(subject, operation.CorrelationId), _stopping.Token);
            return report.Outcome == ReloadOutcome.Reloaded
                ? operation with { Status = OperationStatus.Succeeded, ResponseStatus = 200, Release = report.Release, Code = nameof(ReloadOutcome.Reloaded) }
                : Failed(operation, report.Outcome.ToString(), report.Error ?? report.Outcome.ToString());
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return Failed(operation, "AgentStopped", NotBegun);
        }
        catch (ClusterException failure)
        {
            return Failed(operation, failure.ErrorId, $"{failure.Message} {failure.Remedy}");
        }
        catch (Exception failure)
        {
            _log.Error("A reload failed unexpectedly.", ("correlationId", operation.CorrelationId), ("exception", failure.ToString()));
            return Failed(operation, "Unexpected", $"The agent failed unexpectedly: its log has the details under correlation id {operation.CorrelationId}");
        }
    }

    private void Record(ReloadOperation operation, bool done)
    {
        lock (_gate)
        {
            _newestFirst.Find(_newestFirst.First(known => known.Id == operation.Id))!.Value = operation;
            if (done) _underWay.Remove(operation.Id);
            while (_newestFirst.Count > Kept && _newestFirst.Last!.Value.IsTerminal) _newestFirst.RemoveLast();
            try
            {
                _file.Save(_newestFirst);
            }
            catch (ClusterException failure)
            {
                // nginx was reloaded or not, whatever the disk says: callers can still ask for it until the agent ends.
                _log.Error($"An operation is not on disk. {failure.Message} {failure.Remedy}", ("operation", operation.Id), ("status", operation.Status));
            }
        }
    }

    private static ReloadOperation Failed(ReloadOperation operation, string code, string error) =>
        operation with { Status = OperationStatus.Failed, ResponseStatus = 500, Code = code, LastError = error };

    private ReloadOperation Settled(ReloadOperation kept) =>
        kept.IsTerminal ? kept : Failed(kept, "AgentRestarted", Interrupted) with { ResponseStatus = null, CompletedAt = _time.GetUtcNow() };
}
