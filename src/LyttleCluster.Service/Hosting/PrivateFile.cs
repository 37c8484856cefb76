using LyttleCluster.Core.Security;

namespace LyttleCluster.Service.Hosting;

/// <summary>Reads files that an operator named by a flag, and looks at who else may read or write them.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static string ReadText(string option, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ServiceErrors.FileNotFound(option, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ServiceErrors.FileUnreadable(option, path);
        }
    }

    /// <summary>Refuses a file that its group or anybody else may read or write.</summary>
    public static void MustBeOwners(string option, string path) => MustNotAllow(option, path, Group | Others, "600");

    /// <summary>Refuses a file that just anybody may read or write; a group such as <c>ssl-cert</c> may.</summary>
    public static void MustNotBePublic(string option, string path) => MustNotAllow(option, path, Others, "640");

    private static void MustNotAllow(string option, string path, UnixFileMode forbidden, string wanted)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || FileModes.IsCredential(path)) return;
        var mode = File.GetUnixFileMode(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        if ((mode & forbidden) != 0) throw ServiceErrors.FileTooOpen(option, path, Convert.ToString((int)mode, 8), wanted);
    }
}
