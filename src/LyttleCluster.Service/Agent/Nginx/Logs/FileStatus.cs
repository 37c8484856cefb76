using System.Runtime.InteropServices;
using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>What a file is, by statx(2), whose answer looks alike on all processors.</summary>
internal readonly record struct FileStatus(bool IsRegular, long Inode, long Length)
{
    private const int CurrentFolder = -100;
    private const uint TypeInodeSize = 0x1 | 0x100 | 0x200;
    private const int RegularFile = 0x8000;

    /// <summary>Null when there is none, or it may not be looked at.</summary>
    public static FileStatus? Of(string path)
    {
        var answer = new byte[256];
        if (NativeStatx(CurrentFolder, Encoding.UTF8.GetBytes(path + "\0"), 0, TypeInodeSize, answer) != 0) return null;
        return new FileStatus(
            (BitConverter.ToUInt16(answer, 28) & 0xF000) == RegularFile,
            BitConverter.ToInt64(answer, 32),
            BitConverter.ToInt64(answer, 40));
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeStatx(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
