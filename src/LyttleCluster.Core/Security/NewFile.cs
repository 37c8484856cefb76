using System.Text;

namespace LyttleCluster.Core.Security;

/// <summary>Writes a file that must not be there yet: it has its mode from the beginning, and is whole on disk or not there.</summary>
internal static class NewFile
{
    public static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var stream = new FileStream(path, options);
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }
}
