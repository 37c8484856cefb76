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

    /// <summary>Nobody sees half a file: it is written under a name that no include takes, then renamed.</summary>
    public static void Replace(string path, string? text)
    {
        try
        {
            if (text is null)
            {
                File.Delete(path);
                return;
            }

            var draft = Path.Combine(Path.GetDirectoryName(path)!, "." + Path.GetFileName(path) + ".new");
            File.WriteAllText(draft, text);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NginxErrors.SnippetNotWritable(path, failure.Message);
        }
    }
}
