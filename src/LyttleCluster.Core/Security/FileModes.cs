namespace LyttleCluster.Core.Security;

/// <summary>Whether a file with a secret in it is its owner's alone.</summary>
internal static class FileModes
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>What a file with a secret in it is made with.</summary>
    public const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What a file that everybody may know is made with.</summary>
    public const UnixFileMode ReadableByAll = OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Whether somebody else may read or replace it. On Windows the folder's own rights decide; they are not looked at.</summary>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && !IsCredential(path) && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>
    /// Whether systemd made the file for this service alone (LoadCredential). Its mode shows a right of the group, which is the mask of the list that
    /// lets the service's user read what belongs to root.
    /// </summary>
    public static bool IsCredential(string path) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 1 } folder && Path.GetDirectoryName(Path.GetFullPath(path)) == Path.GetFullPath(folder);
}
