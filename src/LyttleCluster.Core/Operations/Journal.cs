using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>Writes operations and their steps as documents of the state store, and reads them back.</summary>
internal sealed class Journal(IStateStore store, TimeProvider time)
{
    /// <summary>Whose changes these are, unless a front end says otherwise.</summary>
    public static string LocalAuthor { get; } = $"{Environment.UserName}@{Environment.MachineName}";

    private const int LargestPage = 256;

    private static long s_lastMillisecond;

    public static string Owner { get; } = $"{LocalAuthor} (process {Environment.ProcessId})";

    private static readonly string ThisProgram =
        $"LyttleCluster {typeof(Journal).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>The operation that carries out a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="undoes">The operation that it undoes; null: none.</param>
    public OperationDocument Begin<TResult>(ChangePlan<TResult> plan, string? undoes = null)
    {
        var now = time.GetUtcNow();
        var useCase = UseCases.Of(plan.Request.GetType()).Name;
        return new OperationDocument
        {
            Id = NextId(now),
            UseCase = useCase,
            Summary = plan.Title ?? Summarise(plan.Changes),
            Author = plan.Author ?? LocalAuthor,
            StartedAt = now,
            Reversible = plan.Changes.All(change => change.Reversible),
            Program = ThisProgram,
            Undoes = undoes,
        };
    }

    /// <summary>The steps of a plan, each in the same state.</summary>
    public IEnumerable<ClusterOperationStep> StepsOf(IReadOnlyList<PlannedChange> changes, OperationStepState state)
    {
        DateTimeOffset? now = state == OperationStepState.Pending ? null : time.GetUtcNow();
        return changes.Select((change, index) => new ClusterOperationStep
        {
            Number = index + 1,
            Node = change.Node,
            Target = change.Target,
            Action = change.Action,
            Before = change.Before,
            After = change.After,
            State = state,
            StartedAt = now,
            EndedAt = now,
        });
    }

    public static StateWrite WriteOf(OperationDocument operation) =>
        DocumentWrite.Put(new DocumentKey(OperationDocument.Kind, operation.Id), null, operation, StateJson.Default.OperationDocument);

    public static StateWrite WriteOf(string operationId, ClusterOperationStep step) =>
        DocumentWrite.Put(new DocumentKey(OperationDocument.StepKind, StepName(operationId, step.Number)), null, step, StateJson.Default.ClusterOperationStep);

    public static StateWrite NotesOf(string operationId, int step, byte[] notes) => StateWrite.Put(NotesKey(operationId, step), null, notes);

    /// <summary>
    /// What undoes these writes: the documents as they are now. One that moves meanwhile makes the commit a conflict. Signs, and documents
    /// that are written whatever they hold, are left out.
    /// </summary>
    public async Task<StateWrite> UndoOfAsync(string operationId, IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken)
    {
        var documents = new List<UndoneDocument>();
        foreach (var write in writes.Where(write => write is { Expected: not null, IsSign: false }))
        {
            var before = write.Expected == 0 ? null : await store.GetAsync(write.Key, cancellationToken);
            if (before is null && write.Body is null) continue;
            documents.Add(new UndoneDocument
            {
                Kind = write.Key.Kind,
                Name = write.Key.Name,
                Before = before is null ? null : JsonElement.Parse(before.Body.Span),
                After = write.Body is { } after ? UndoneDocument.Digest(after.Span) : null,
            });
        }

        return DocumentWrite.Put(UndoDocument.KeyOf(operationId), null, new UndoDocument { Documents = documents }, StateJson.Default.UndoDocument);
    }

    /// <summary>What a change of documents replaced; null: not recorded.</summary>
    public async Task<UndoDocument?> UndoAsync(string operationId, CancellationToken cancellationToken) =>
        await store.GetAsync(UndoDocument.KeyOf(operationId), cancellationToken) is { } document
            ? DocumentWrite.Read(document, StateJson.Default.UndoDocument)
            : null;

    /// <summary>The notes of a step; null: it has none.</summary>
    public async Task<ReadOnlyMemory<byte>?> NotesAsync(string operationId, int step, CancellationToken cancellationToken) =>
        (await store.GetAsync(NotesKey(operationId, step), cancellationToken))?.Body;

    /// <summary>The document of an operation, as it is stored.</summary>
    public async Task<OperationDocument?> DocumentAsync(string operationId, CancellationToken cancellationToken) =>
        await store.GetAsync(new DocumentKey(OperationDocument.Kind, operationId), cancellationToken) is { } document
            ? DocumentWrite.Read(document, StateJson.Default.OperationDocument)
            : null;

    public static StateWrite OpenOf(string operationId) => StateWrite.Put(OpenKey(operationId), null, "{}"u8.ToArray());

    public static StateWrite ClosedOf(string operationId) => StateWrite.Delete(OpenKey(operationId), null);

    /// <summary>Operations that nobody works on any more and that have steps which did not end; oldest first, with their steps.</summary>
    public async Task<IReadOnlyList<ClusterOperation>> LeftAsync(CancellationToken cancellationToken)
    {
        var left = new List<ClusterOperation>();
        HashSet<string>? running = null;
        await foreach (var open in store.ListAsync(OperationDocument.OpenKind, "", cancellationToken))
        {
            running ??= await RunningAsync(cancellationToken);
            if (running.Contains(LockOf(open.Key.Name))) continue;
            if (await store.GetAsync(new DocumentKey(OperationDocument.Kind, open.Key.Name), cancellationToken) is { } document)
                left.Add(await WithStepsAsync(ToModel(document, running), cancellationToken));
        }

        return left;
    }

    /// <summary>An operation with steps that did not end, whose lock the caller holds; null: it has been settled.</summary>
    public async Task<(OperationDocument Document, ClusterOperation Operation)?> LeftUnderLockAsync(string operationId, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(OpenKey(operationId), cancellationToken) is null || await DocumentAsync(operationId, cancellationToken) is not { } document) return null;
        var operation = (await FindAsync([operationId], cancellationToken))[0];
        return (document, await WithStepsAsync(operation, cancellationToken));
    }

    /// <summary>The operations whose ids begin with these, newest first; without steps.</summary>
    public async Task<IReadOnlyList<ClusterOperation>> FindAsync(IReadOnlyCollection<string> beginnings, CancellationToken cancellationToken)
    {
        var running = await RunningAsync(cancellationToken);
        var found = new SortedDictionary<string, ClusterOperation>(Comparer<string>.Create((one, other) => string.CompareOrdinal(other, one)));
        foreach (var beginning in beginnings)
        {
            await foreach (var document in store.ListAsync(OperationDocument.Kind, beginning.ToLowerInvariant(), cancellationToken))
                found[document.Key.Name] = ToModel(document, running);
        }

        return [.. found.Values];
    }

    /// <summary>All operations, newest first, read page by page; without steps.</summary>
    public async IAsyncEnumerable<ClusterOperation> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var running = await RunningAsync(cancellationToken);
        // Often only the first few are wanted.
        var size = 16;
        string? before = null;
        while (true)
        {
            var count = 0;
            await foreach (var document in store.ListNewestAsync(OperationDocument.Kind, before, size, cancellationToken))
            {
                count++;
                before = document.Key.Name;
                yield return ToModel(document, running);
            }

            if (count < size) yield break;
            size = LargestPage;
        }
    }

    /// <summary>The operation with its steps.</summary>
    public async Task<ClusterOperation> WithStepsAsync(ClusterOperation operation, CancellationToken cancellationToken)
    {
        var steps = new List<ClusterOperationStep>();
        await foreach (var document in store.ListAsync(OperationDocument.StepKind, $"{operation.Id}/", cancellationToken))
            steps.Add(DocumentWrite.Read(document, StateJson.Default.ClusterOperationStep));
        return operation with { Steps = [.. steps] };
    }

    /// <summary>What is held while an operation runs; one that has neither an end nor this lock was interrupted.</summary>
    public static string LockOf(string operationId) => $"operation/{operationId}";

    /// <summary>
    /// Version 7 GUIDs sort by their millisecond. Operations of one millisecond would sort by chance, so each takes a
    /// later one than the last of this process: the journal keeps their order.
    /// </summary>
    private static string NextId(DateTimeOffset now)
    {
        long last, next;
        do
        {
            last = Volatile.Read(ref s_lastMillisecond);
            next = Math.Max(now.ToUnixTimeMilliseconds(), last + 1);
        }
        while (Interlocked.CompareExchange(ref s_lastMillisecond, next, last) != last);
        return Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(next)).ToString("N");
    }

    private static DocumentKey OpenKey(string operationId) => new(OperationDocument.OpenKind, operationId);

    private static DocumentKey NotesKey(string operationId, int step) => new(OperationDocument.NotesKind, StepName(operationId, step));

    private static string StepName(string operationId, int number) => $"{operationId}/{number:D6}";

    private static string Summarise(IReadOnlyList<PlannedChange> changes) => changes.Count switch
    {
        0 => "nothing to do",
        1 => $"{changes[0].Action} {changes[0].Target}",
        _ => $"{changes[0].Action} {changes[0].Target} and {changes.Count - 1} more",
    };

    private async Task<HashSet<string>> RunningAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var held = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in store.ListLocksAsync(cancellationToken))
        {
            if (item.ExpiresAt > now) held.Add(item.Name);
        }

        return held;
    }

    private static ClusterOperation ToModel(StateDocument document, HashSet<string> running)
    {
        var operation = DocumentWrite.Read(document, StateJson.Default.OperationDocument);
        var isDead = operation.Outcome == OperationOutcome.Running && !running.Contains(LockOf(operation.Id));
        return new ClusterOperation
        {
            Id = operation.Id,
            Kind = operation.UseCase,
            Summary = operation.Summary,
            Author = operation.Author,
            StartedAt = operation.StartedAt,
            EndedAt = operation.EndedAt,
            Outcome = isDead ? OperationOutcome.Interrupted : operation.Outcome,
            Reversible = operation.Reversible,
            PlanFormat = operation.PlanFormat,
            Undoes = operation.Undoes,
        };
    }
}
