namespace LyttleCluster.Service.Hosting;

/// <summary>Tells cheaply whether files changed since they were read, so that keys and certificates can be replaced without a restart.</summary>
internal readonly record struct FileStamp(long WrittenTicks, long Length)
{
    public static FileStamp Of(params ReadOnlySpan<string> paths)
    {
        var stamp = new FileStamp(0, 0);
        foreach (var path in paths)
        {
            var file = new FileInfo(path);
            if (file.Exists) stamp = new FileStamp(HashCode.Combine(stamp.WrittenTicks, file.LastWriteTimeUtc.Ticks, file.UnixFileMode), stamp.Length + file.Length);
        }

        return stamp;
    }
}
