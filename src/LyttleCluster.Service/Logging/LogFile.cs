using System.Text;

namespace LyttleCluster.Service.Logging;

/// <summary>
/// The service's log as a file. Each line opens it anew, so that who rotates it, by name or by emptying it, needs to tell nobody. A line that cannot be
/// written is lost, and the next one tells how many were: a full disk must not end the service.
/// </summary>
internal sealed class LogFile(string path) : TextWriter
{
    private long _lost;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Whether it can be written to.</summary>
    /// <exception cref="ClusterException"><c>ServiceLogUnwritable</c>.</exception>
    public static LogFile Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            return new LogFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Hosting.ServiceErrors.LogUnwritable(path, failure.Message.TrimEnd('.'));
        }
    }

    public override void Write(char value) => Append(value.ToString());

    public override void WriteLine(string? value) => Append(value + "\n");

    private void Append(string text)
    {
        try
        {
            File.AppendAllText(path, _lost > 0 ? $"({_lost} lines could not be written here.)\n{text}" : text);
            _lost = 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _lost++;
        }
    }
}
