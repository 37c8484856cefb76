using System.Formats.Tar;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A root file system of this machine's nginx and the libraries it needs, with its logs linked to standard output and error as in the
/// official image: nothing has to be pulled. Its configuration is to be mounted at /etc/nginx.
/// </summary>
public static class NginxImage
{
    public const string Reference = "lyttle/nginx:test";
    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Text = (UnixFileMode)0b110_100_100;

    /// <summary>Puts the image into an engine.</summary>
    public static async Task ImportAsync(DockerEngine engine, CancellationToken cancel = default)
    {
        var file = Path.Combine(Path.GetTempPath(), $"lyttle-nginx-{Guid.NewGuid():N}.tar");
        try
        {
            await using (var archive = File.Create(file)) await WriteAsync(archive);
            await engine.DockerAsync(["import", "--change", "CMD [\"nginx\",\"-g\",\"daemon off;\"]", file, Reference], cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task WriteAsync(Stream archive)
    {
        await using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var folder in new[] { "bin", "etc", "etc/nginx", "run", "tmp", "var", "var/log", "var/log/nginx", "var/lib", "var/lib/nginx", "usr", "usr/sbin" })
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, folder + "/") { Mode = Program });
        await WriteAsync(tar, "bin/nginx", await File.ReadAllBytesAsync(NginxServer.Executable), Program);
        foreach (var library in await LibrariesAsync())
            await WriteAsync(tar, library.TrimStart('/'), await File.ReadAllBytesAsync(library), Program);
        await WriteAsync(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"u8.ToArray(), Text);
        await WriteAsync(tar, "etc/group", "root:x:0:\nnogroup:x:65534:\n"u8.ToArray(), Text);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "var/log/nginx/access.log") { LinkName = "/dev/stdout" });
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "var/log/nginx/error.log") { LinkName = "/dev/stderr" });
    }

    /// <summary>The paths that ldd names: <c>libz.so.1 => /lib/…/libz.so.1 (0x…)</c>, and the loader without an arrow.</summary>
    private static async Task<IReadOnlyList<string>> LibrariesAsync() =>
    [
        .. (await Command.MustAsync("ldd", [NginxServer.Executable])).Split('\n')
            .Select(line => line.Split(' ', '\t').FirstOrDefault(word => word.StartsWith('/')))
            .OfType<string>()
            .Distinct(),
    ];

    private static Task WriteAsync(TarWriter tar, string name, byte[] content, UnixFileMode mode) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(content) });
}
