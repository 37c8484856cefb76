using System.Diagnostics.CodeAnalysis;

namespace LyttleCluster.Core.Authority;

/// <summary>
/// A file beside the state file that a manager keeps locked as long as it lives. The system gives that lock back when the process ends,
/// however it ends: so a manager that was killed can be followed at once, without waiting for its lease to lapse.
/// </summary>
/// <param name="path">The file; it is empty, and stays when nobody holds it.</param>
internal sealed class ManagerSign(string path)
{
    /// <summary>The sign of a state file: <c>state.db</c> has <c>state.manager</c>.</summary>
    public static ManagerSign Beside(string stateFile) => new(Path.ChangeExtension(stateFile, ".manager"));

    /// <summary>Takes it; false when another process holds it, or it cannot be made.</summary>
    public bool TryTake([NotNullWhen(true)] out IDisposable? sign)
    {
        try
        {
            sign = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            sign = null;
            return false;
        }
    }

    /// <summary>Whether somebody holds it. What cannot be known counts as held.</summary>
    public bool IsShown()
    {
        if (!TryTake(out var mine)) return true;
        mine.Dispose();
        return false;
    }
}
