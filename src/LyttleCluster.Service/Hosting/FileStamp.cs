namespace LyttleCluster.Service.Hosting;

/// <summary>Tells cheaply whether files changed since they were read, so that keys and certificates can be replaced without a restart.</summary>
internal readonly record struct FileStamp(long WrittenTicks, long Length)
{
    public static FileStamp Of(params ReadOnlySpan<string> paths)
    {
        var stamp = new FileStamp(0, 0);
        foreach (var path in paths)
        {
            var file = Target(path);
            if (file.Exists) stamp = new FileStamp(HashCode.Combine(stamp.WrittenTicks, file.LastWriteTimeUtc.Ticks, file.UnixFileMode), stamp.Length + file.Length);
        }

        return stamp;
    }

    /// <summary>What a link leads to in the end: who renews behind a link, as certificate managers do, leaves the link as it was.</summary>
    private static FileInfo Target(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.LinkTarget is null ? file : (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        }
        catch (IOException)
        {
            // It leads nowhere, or in a circle; whoever reads it says so.
            return file;
        }
    }
}
