using System.Text;
using LyttleCluster.Service.Agent;

namespace LyttleCluster.Service.Hosting;

/// <summary>Writes files that nobody but their owner may read (mode 0600), whole after a power cut. Failures are those of <see cref="File"/>.</summary>
internal static class OwnersFile
{
    /// <summary>Replaces a file as a whole: everybody sees the old one or the new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it is to hold, in ASCII.</param>
    /// <param name="onStep">Told of each step that outlives the process: <c>before</c>, <c>drafted</c>, <c>stored</c>.</param>
    public static void Replace(string path, string text, Action<string>? onStep = null)
    {
        var draft = path + ".new";
        onStep?.Invoke("before");
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        onStep?.Invoke("drafted");
        File.Move(draft, path, overwrite: true);
        DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
        onStep?.Invoke("stored");
    }
}
