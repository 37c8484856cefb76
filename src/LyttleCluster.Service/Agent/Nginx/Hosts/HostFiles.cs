using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>Reads and replaces files of this host.</summary>
internal static class HostFiles
{
    public static string? ReadOrNull(string? path)
    {
        try
        {
            return path is null ? null : File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name a file is written under before it gets its own.</summary>
    public static string DraftOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, "." + Path.GetFileName(path) + ".new");

    /// <summary>Nobody sees half a file, and a power cut leaves the old or the new one: it is written under a name that no include takes, then renamed.</summary>
    public static void Replace(string path, string? text)
    {
        try
        {
            if (text is null)
            {
                DurableFile.Delete(path);
                return;
            }

            DurableFile.Replace(path, Encoding.UTF8.GetBytes(text), DraftOf(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NginxErrors.SnippetNotWritable(path, failure.Message);
        }
    }

    /// <summary>Writes a file that is gone again in a moment: nothing of it has to outlive a power cut, and nobody may read it who may not read another one.</summary>
    public static void WriteAs(string path, string text, string other)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(other);
            using var file = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
            file.Write(text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NginxErrors.SnippetNotWritable(path, failure.Message);
        }
    }
}
