using System.Globalization;
using System.Text.Json;

namespace LyttleCluster.Core.Services;

/// <summary>
/// The notes of managers beside a state file: <c>state.manager.json</c> of the one that changes it, <c>state.manager.PID.json</c> of each that only watches.
/// Which manager may change the state is decided by a lock in the store; a note only tells who that is and where it listens.
/// </summary>
internal static class ManagerNoteFile
{
    private const string Ending = ".manager.json";

    /// <summary>The note's file of a manager.</summary>
    /// <param name="statePath">Its state file.</param>
    /// <param name="readOnlyProcess">The process, when it only watches.</param>
    public static string Beside(string statePath, int? readOnlyProcess = null) => Path.ChangeExtension(
        statePath, readOnlyProcess is { } process ? string.Create(CultureInfo.InvariantCulture, $".manager.{process}.json") : Ending);

    /// <summary>The notes beside a state file, that of the one that changes it first; those that cannot be read are left out.</summary>
    public static IReadOnlyList<ManagerNote> ReadAll(string statePath)
    {
        var folder = Path.GetDirectoryName(statePath)!;
        if (!Directory.Exists(folder)) return [];
        try
        {
            var others = Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(statePath) + ".manager.*.json").Order(StringComparer.Ordinal);
            return [.. others.Prepend(Beside(statePath)).Select(Read).OfType<ManagerNote>().Where(note => note.StatePath == statePath)];
        }
        catch (UnauthorizedAccessException)
        {
            throw ManagerErrors.NoteUnreadable(folder);
        }
    }

    /// <summary>Writes a note whole, or not at all.</summary>
    public static void Write(string path, ManagerNote note)
    {
        var draft = $"{path}.{note.ProcessId}";
        File.WriteAllText(draft, JsonSerializer.Serialize(note, ManagerNoteJson.Default.ManagerNote));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The note in a file; null when there is none.</summary>
    public static ManagerNote? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ManagerNoteJson.Default.ManagerNote);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw ManagerErrors.NoteUnreadable(path);
        }
    }

    /// <summary>Removes a note, if it is still that of this process.</summary>
    public static void Remove(string path, int processId)
    {
        if (Read(path)?.ProcessId == processId) File.Delete(path);
    }
}
