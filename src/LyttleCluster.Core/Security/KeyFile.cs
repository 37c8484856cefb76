using System.Text;

namespace LyttleCluster.Core.Security;

/// <summary>
/// The file with the keys that seal the secrets of a state file. It lies beside it, belongs to one user (mode 0600), and is made when
/// the first secret is sealed. One key a line, <c>ID KEY</c> with the key in base64; the last one seals, all of them open. What
/// begins with <c>#</c> is a comment.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class KeyFile(string path)
{
    private const string Heading = "# Keys that seal the secrets of a LyttleCluster state file. Keep a copy of this file: without it they are lost.";

    public string Path => path;

    /// <summary>The key file of a state file: <c>state.db</c> has <c>state.key</c>.</summary>
    public static KeyFile Beside(string statePath)
    {
        var beside = System.IO.Path.ChangeExtension(statePath, ".key");
        return new KeyFile(beside == statePath ? $"{statePath}.key" : beside);
    }

    /// <summary>The keys; null when there is no file.</summary>
    /// <exception cref="ClusterException"><c>StateKeyExposed</c>, <c>StateKeyUnreadable</c> or <c>StateKeyDamaged</c>.</exception>
    public IReadOnlyList<SealingKey>? Read()
    {
        if (!File.Exists(path)) return Directory.Exists(path) ? throw SecurityErrors.KeyUnreadable(path, "it is a folder") : null;
        try
        {
            if (FileModes.IsOpenToOthers(path)) throw SecurityErrors.KeyExposed(path);
            return Parse(File.ReadAllLines(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw SecurityErrors.KeyUnreadable(path, failure.Message);
        }
    }

    /// <summary>Makes the file with a new key. Where another process was faster, its keys count and ours was never used.</summary>
    public IReadOnlyList<SealingKey> Make()
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(draft, SealingKey.Make());
            // Not Move with overwrite: the file must come into being whole, and only once.
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw SecurityErrors.KeyNotMade(path, failure.Message);
        }
        finally
        {
            Discard(draft);
        }

        return Read() ?? throw SecurityErrors.KeyNotMade(path, "it was removed again at once");
    }

    private static void Write(string draft, SealingKey key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(draft, options);
        stream.Write(Encoding.UTF8.GetBytes($"{Heading}\n{key.Id} {Convert.ToBase64String(key.Bytes)}\n"));
        // On disk before anything that it seals is.
        stream.Flush(flushToDisk: true);
    }

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It holds a key that seals nothing.
        }
    }

    private List<SealingKey> Parse(string[] lines)
    {
        var keys = new List<SealingKey>();
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0 || fields[0].StartsWith('#')) continue;
            var key = fields.Length == 2 ? KeyIn(fields[1]) : null;
            // The id is also the line's check: a key that was mistyped does not have it.
            keys.Add(key is not null && key.Id == fields[0] ? key : throw SecurityErrors.KeyDamaged(path, i + 1));
        }

        return keys.Count > 0 ? keys : throw SecurityErrors.KeyDamaged(path, lines.Length);
    }

    private static SealingKey? KeyIn(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == SealingKey.Length ? SealingKey.Of(bytes[..length]) : null;
    }
}
