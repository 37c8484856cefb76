namespace LyttleCluster.Build;

/// <summary>Copies of folders.</summary>
internal static class Folders
{
    /// <summary>Copies files that pass the filter (given their path below the source), with their folders.</summary>
    public static void Copy(string source, string target, Func<string, bool>? wanted = null)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var below = Path.GetRelativePath(source, file);
            if (wanted is not null && !wanted(below))
                continue;
            var copy = Path.Combine(target, below);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    /// <summary>
    /// An empty folder. What was in it is deleted, not overwritten: a PowerShell that has the old assemblies mapped goes on with them.
    /// </summary>
    public static string Fresh(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            throw new BuildFailedException($"{path} cannot be replaced ({busy.Message}). Close the PowerShell sessions that have imported the module from there.");
        }
    }
}
