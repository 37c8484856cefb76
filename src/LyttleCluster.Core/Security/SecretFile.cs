using LyttleCluster.Core.Security;

namespace LyttleCluster.Core;

/// <summary>Reads and writes a secret that an operator keeps in a file of mode 0600.</summary>
public static class SecretFile
{
    /// <summary>More is no key or token; and the wrong file is not read into memory.</summary>
    private const int LongestFile = 64 * 1024;

    /// <summary>
    /// The secret in a file: the first word of its first line that is neither empty nor a comment (<c>#</c>). So an agent's own key file
    /// (<c>KEY ROLE</c>) serves as well as a file with a key alone.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ClusterException">
    /// <c>SecretFileNotFound</c>, <c>SecretFileUnreadable</c>, <c>SecretFileExposed</c> (others may read it) or <c>SecretFileEmpty</c>.
    /// </exception>
    public static Secret Read(string path)
    {
        try
        {
            if (!File.Exists(path)) throw Directory.Exists(path) ? SecurityErrors.FileUnreadable(path, "it is a folder") : SecurityErrors.FileNotFound(path);
            if (FileModes.IsOpenToOthers(path)) throw SecurityErrors.FileExposed(path);
            if (new FileInfo(path).Length > LongestFile) throw SecurityErrors.FileUnreadable(path, "it is too large to hold a key");
            var line = File.ReadLines(path).Select(text => text.Trim()).FirstOrDefault(text => text.Length > 0 && text[0] != '#');
            return line is null ? throw SecurityErrors.FileEmpty(path) : new Secret(line.Split((char[])[' ', '\t'], 2)[0]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw SecurityErrors.FileUnreadable(path, failure.Message);
        }
    }

    /// <summary>Refuses a file that is there already, before anything is made that is to go into it.</summary>
    /// <exception cref="ClusterException"><c>SecretFileExists</c>.</exception>
    public static void MustBeNew(string path)
    {
        if (Path.Exists(path)) throw SecurityErrors.FileExists(path);
    }

    /// <summary>Writes a secret to a new file of mode 0600.</summary>
    /// <exception cref="ClusterException"><c>SecretFileExists</c> or <c>SecretFileUnwritable</c>.</exception>
    public static void Write(string path, Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        try
        {
            NewFile.Write(path, secret.Reveal() + "\n", FileModes.OwnersAlone);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw SecurityErrors.FileExists(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw SecurityErrors.FileUnwritable(path, failure.Message);
        }
    }
}
