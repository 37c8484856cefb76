namespace LyttleCluster.Core.Security;

/// <summary>Every failure of this folder.</summary>
internal static class SecurityErrors
{
    // The key file of a state file

    public static ClusterException KeyExposed(string path) => Of(
        "StateKeyExposed", ClusterErrorCategory.PermissionDenied, path,
        $"The key file '{path}' may be read by others than its owner, so the secrets that it seals are not safe.",
        $"Take their rights away (chmod 600 '{path}'); where others could have read it, give the sealed keys and passwords anew.");

    public static ClusterException KeyUnreadable(string path, string why) => Of(
        "StateKeyUnreadable", ClusterErrorCategory.ReadError, path,
        $"The key file '{path}' cannot be read: {why}",
        $"Make it a file that user {Environment.UserName} owns, with mode 0600.");

    public static ClusterException KeyDamaged(string path, int line) => Of(
        "StateKeyDamaged", ClusterErrorCategory.InvalidData, path,
        $"The key file '{path}' is damaged in line {line}.",
        "Put it back from a backup. Without one, move it away: a new one is made, and each value that was sealed with it is named when it is needed.");

    public static ClusterException KeyNotMade(string path, string why) => Of(
        "StateKeyNotMade", ClusterErrorCategory.WriteError, path,
        $"The key file '{path}', which seals secrets, could not be made: {why}",
        "Make its folder writable for this user and free space on its disk. Nothing was stored.");

    // What it seals

    public static ClusterException Lost(SealedName name, string keyId, string path, bool exists) => OfValue(
        "SealedValueLost", ClusterErrorCategory.ObjectNotFound, name,
        $"{name} cannot be opened: it was sealed with key {keyId}, {(exists ? $"which is not in the key file '{path}'" : $"and the key file '{path}' does not exist")}.",
        $"Put that key file back from a backup (of two, put the lines together), or give the value again: {name.GivenBy}");

    public static ClusterException Damaged(SealedName name) => OfValue(
        "SealedValueDamaged", ClusterErrorCategory.InvalidData, name,
        $"{name} cannot be opened: it was changed since it was sealed, or it was sealed for something else.",
        $"Give the value again: {name.GivenBy}");

    // Files that operators give

    public static ClusterException FileNotFound(string path) => Of(
        "SecretFileNotFound", ClusterErrorCategory.ObjectNotFound, path,
        $"There is no file '{path}'.",
        "Correct the path, or put the key there: one line, mode 0600.");

    public static ClusterException FileUnreadable(string path, string why) => Of(
        "SecretFileUnreadable", ClusterErrorCategory.ReadError, path,
        $"'{path}' cannot be read: {why}",
        $"Give a file that user {Environment.UserName} may read, with the key on its first line.");

    public static ClusterException FileExposed(string path) => Of(
        "SecretFileExposed", ClusterErrorCategory.PermissionDenied, path,
        $"'{path}' holds a key and may be read by others than its owner.",
        $"Take their rights away (chmod 600 '{path}'); where others could have read it, use a new key.");

    public static ClusterException FileExists(string path) => Of(
        "SecretFileExists", ClusterErrorCategory.ResourceExists, path,
        $"'{path}' exists already, and is not overwritten.",
        "Choose another path, or move that file away.");

    public static ClusterException FileUnwritable(string path, string why) => Of(
        "SecretFileUnwritable", ClusterErrorCategory.WriteError, path,
        $"'{path}' could not be written: {why}",
        "Choose a folder that this user may write. What was to go into it is lost: remove it, and make it anew.");

    public static ClusterException FileEmpty(string path) => Of(
        "SecretFileEmpty", ClusterErrorCategory.InvalidData, path,
        $"'{path}' holds no key.",
        "Put the key on its first line.");

    private static ClusterException Of(string id, ClusterErrorCategory category, string path, string message, string remedy) =>
        new(id, category, message, remedy) { TargetName = path };

    private static ClusterException OfValue(string id, ClusterErrorCategory category, SealedName name, string message, string remedy) =>
        new(id, category, message, remedy) { Node = name.Node, TargetName = name.Document.ToString() };
}
