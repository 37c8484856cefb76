using System.Formats.Tar;

namespace LyttleCluster.TestPeers;

/// <summary>A root file system of one static busybox and links to it: nothing has to be pulled.</summary>
public static class BusyboxImage
{
    /// <summary>Repository and tag that every peer gives it.</summary>
    public const string Reference = "lyttle/busybox:test";

    private static readonly Lazy<Task<byte[]>> Archive = new(MakeAsync);

    /// <summary>The root file system as a tar stream, as `docker import -` takes it.</summary>
    public static async Task<Stream> OpenAsync() => new MemoryStream(await Archive.Value, writable: false);

    private static async Task<byte[]> MakeAsync()
    {
        var busybox = Command.Find("busybox") ?? throw new InvalidOperationException("busybox was not found: install busybox-static.");
        var applets = await Command.MustAsync(busybox, ["--list"]);
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin", "etc", "tmp", "root", "www" })
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder + "/") { Mode = (UnixFileMode)0b111_101_101 });
            await WriteFileAsync(tar, "bin/busybox", await File.ReadAllBytesAsync(busybox), (UnixFileMode)0b111_101_101);
            await WriteFileAsync(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"u8.ToArray(), (UnixFileMode)0b110_100_100);
            await WriteFileAsync(tar, "etc/group", "root:x:0:\n"u8.ToArray(), (UnixFileMode)0b110_100_100);
            foreach (var applet in applets.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(name => name != "busybox"))
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
        }

        return archive.ToArray();
    }

    private static Task WriteFileAsync(TarWriter tar, string name, byte[] content, UnixFileMode mode) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(content) });
}
