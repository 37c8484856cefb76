namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>
/// Names each step of a change that outlives the agent, so that a test can end the agent right before and right after each of them. In
/// production nobody watches.
/// </summary>
/// <param name="watch">Told "before" and "after" with the step's name; null: nobody.</param>
internal sealed class DurableSteps(Action<string>? watch)
{
    public const string WriteMemory = "write memory";
    public const string WriteRelease = "write release";
    public const string WriteTestCopy = "write test copy";
    public const string RemoveTestCopy = "remove test copy";
    public const string SwitchSnippet = "switch snippet";
    public const string Signal = "signal";
    public const string PutBackSnippet = "put back snippet";
    public const string WriteDraft = "write draft";
    public const string RemoveRelease = "remove release";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [WriteMemory, WriteRelease, WriteTestCopy, RemoveTestCopy, SwitchSnippet, Signal, PutBackSnippet, WriteDraft, RemoveRelease];

    public void Do(string step, Action action)
    {
        watch?.Invoke("before " + step);
        action();
        watch?.Invoke("after " + step);
    }

    public async Task DoAsync(string step, Func<Task> action)
    {
        watch?.Invoke("before " + step);
        await action();
        watch?.Invoke("after " + step);
    }
}
