using System.Management.Automation;
using System.Runtime.CompilerServices;
using LyttleCluster.Core;
using LyttleCluster.Formatting;

namespace LyttleCluster.Module;

/// <summary>A cmdlet that works with an open cluster: the one given, the runspace's default, or the one of the environment.</summary>
public abstract class ConnectedCmdlet : ClusterCmdlet
{
    /// <summary>The cluster to work with; see <c>Connect-Cluster</c>.</summary>
    [Parameter]
    [ConnectionArgument]
    [ValidateNotNull]
    public ClusterConnection? Cluster { get; set; }

    /// <summary>The session behind <see cref="Cluster"/>; only on the pipeline's thread.</summary>
    private protected ClusterSession Session
    {
        get
        {
            var sessions = RunspaceSessions.Current;
            return Cluster is null ? Given(() => sessions.Default) : sessions.Get(Cluster);
        }
    }

    /// <summary>Writes every answer of the cluster as it comes: values as objects, failures as errors that stop nothing.</summary>
    private protected void Emit<T>(Ask<T> ask) => Read(ask, value => { WriteObject(value); return true; });

    /// <summary>Writes checks as they come, or only whether all of them passed; what could not be checked at all has not.</summary>
    private protected void EmitChecks(Ask<ClusterCheck> ask, bool quiet)
    {
        if (!quiet)
        {
            Emit(ask);
            return;
        }

        var passed = true;
        var failed = false;
        Read((cluster, token) => ask(cluster, token).Select(Note), check => passed &= check.Passed);
        WriteObject(passed && !failed);

        Answer<ClusterCheck> Note(Answer<ClusterCheck> answer)
        {
            failed |= answer.Failure is not null;
            return answer;
        }
    }

    /// <summary>Writes what happens, until <paramref name="maxCount"/> objects are written or <paramref name="limit"/> is over.</summary>
    private protected void Watch<T>(Ask<T> ask, int? maxCount, TimeSpan? limit)
    {
        var count = 0;
        Read(ask, Write, limit);

        bool Write(T value)
        {
            WriteObject(value);
            return ++count != maxCount;
        }
    }

    /// <summary>Takes the values of the cluster's answers until <paramref name="take"/> has enough or <paramref name="limit"/> is over.</summary>
    private protected void Read<T>(Ask<T> ask, Func<T, bool> take, TimeSpan? limit = null)
    {
        var session = Session;
        Run(token => Answers(session, ask, token), TakeOrReport, limit);

        bool TakeOrReport(Answer<T> answer)
        {
            if (answer.Warning is { } warning) Warn(warning);

            // What ended badly is written as the object that tells how, then as the error about it.
            var goesOn = answer.Value is not { } value || take(value);
            if (answer.Failure is { } failure) WriteFailure(failure, answer.Value);
            return goesOn;
        }
    }

    /// <summary>Asks the cluster for one thing.</summary>
    private protected T Await<T>(Func<ICluster, CancellationToken, Task<T>> ask)
    {
        var session = Session;
        return Await(async token => await ask(await session.OpenAsync(token), token));
    }

    /// <summary>
    /// Makes changes: plans each, lets the operator agree to (or, with <c>-WhatIf</c>, only see) what each would do to every
    /// object, and applies what was agreed to.
    /// </summary>
    private protected void Change<T>(IReadOnlyList<ChangeRequest<T>> requests, Action<T> take)
    {
        var plans = new List<ChangePlan<T>>();
        Read(Each(requests, Plan), plan => { plans.Add(plan); return true; });

        // Asked about in the order they were given in, whichever could be planned first.
        var places = requests.Index().ToDictionary(given => (object)given.Item, given => given.Index, ReferenceEqualityComparer.Instance);
        ChangePlan<T>[] agreed = [.. plans.OrderBy(plan => places.GetValueOrDefault(plan.Request)).Select(plan => AskAbout(plan, take)).Where(plan => plan.Changes.Count > 0)];
        if (agreed.Length == 0) return;
        Read(Each(agreed, (cluster, plan, token) => cluster.Operations.ApplyAsync(plan, token)), value => { take(value); return true; });
    }

    private ChangePlan<T> AskAbout<T>(ChangePlan<T> plan, Action<T> take)
    {
        foreach (var failure in plan.Failures) WriteFailure(failure);
        foreach (var warning in plan.Warnings) Warn(warning);
        foreach (var value in plan.Unchanged) take(value);
        if (plan.Changes.Count == 0 && plan.Failures.Count == 0) WriteVerbose("Everything is as wanted already; nothing to do.");
        return plan.Only(change => IsAgreedTo(Printable.Text(change.ToString())));
    }

    private void Warn(ClusterWarning warning) =>
        WriteWarning(Printable.Line(warning.Remedy is null ? warning.Message : $"{warning.Message} {warning.Remedy}"));

    private bool IsAgreedTo(string change)
    {
        try
        {
            return ShouldProcess(change, $"Are you sure you want to do this?{Environment.NewLine}{change}", "Confirm");
        }
        catch (InvalidOperationException)
        {
            // PowerShell's own words are only that it cannot prompt.
            Fail(ModuleErrors.NobodyToAsk(change));
            throw;
        }
    }

    private static async IAsyncEnumerable<Answer<ChangePlan<T>>> Plan<T>(
        ICluster cluster, ChangeRequest<T> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await cluster.Operations.PlanAsync(request, cancellationToken);
    }

    /// <summary>Asks about each of the items; one that fails as a whole is one failure among the answers.</summary>
    private protected static Ask<T> Each<TItem, T>(
        IReadOnlyList<TItem> items, Func<ICluster, TItem, CancellationToken, IAsyncEnumerable<Answer<T>>> ask) =>
        (cluster, token) => Merging.Merge([.. items.Select(item => ask(cluster, item, token))], token);

    private static async IAsyncEnumerable<Answer<T>> Answers<T>(
        ClusterSession session, Ask<T> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cluster = await session.OpenAsync(cancellationToken);
        await foreach (var answer in ask(cluster, cancellationToken)) yield return answer;
    }

    /// <summary>A question to the cluster.</summary>
    private protected delegate IAsyncEnumerable<Answer<T>> Ask<T>(ICluster cluster, CancellationToken cancellationToken);
}
