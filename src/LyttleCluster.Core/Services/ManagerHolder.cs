using System.Globalization;
using System.Text.RegularExpressions;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Services;

/// <summary>The manager that holds a state file, as the lock in the store tells of it.</summary>
internal static partial class ManagerHolder
{
    /// <summary>The manager; null where none holds the file, or that cannot be seen.</summary>
    public static async Task<ClusterManager?> FindAsync(string statePath, CancellationToken cancellationToken)
    {
        if (!File.Exists(statePath) || !ManagerSign.Beside(statePath).IsShown()) return null;
        try
        {
            await using var store = await SqliteStateStore.OpenAsync(StateFile.At(statePath, readOnly: true), TimeProvider.System, cancellationToken);
            return await ManagerLock.FindAsync(store, cancellationToken) is { } held ? Of(held, statePath) : null;
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    /// <summary>Where the manager that holds a state file listens: its note knows better than its lock, which was taken before it listened.</summary>
    public static string? AddressOf(string statePath, ClusterLock held)
    {
        try
        {
            return ManagerNoteFile.ReadAll(statePath).FirstOrDefault(note => note.IsAlive && !note.ReadOnly)?.Uri?.ToString() ?? ManagerLock.AddressOf(held);
        }
        catch (ClusterException)
        {
            return ManagerLock.AddressOf(held);
        }
    }

    private static ClusterManager Of(ClusterLock held, string statePath) => new()
    {
        Status = ManagerStatus.Running,
        StatePath = statePath,
        ProcessId = ProcessIn().Match(held.Owner) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null,
        Uri = Uri.TryCreate(ManagerLock.AddressOf(held), UriKind.Absolute, out var uri) ? uri : null,
        StartedAt = held.AcquiredAt,
    };

    [GeneratedRegex(@"\(process (\d{1,9})\b")]
    private static partial Regex ProcessIn();
}
