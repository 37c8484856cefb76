namespace LyttleCluster.Core.State;

/// <summary>Where desired state and history are kept on this machine, and how they are opened.</summary>
internal sealed record StateFile
{
    /// <summary>The state file, as a full path.</summary>
    public required string Path { get; init; }

    /// <summary>Whether nothing may be written. A file that does not exist is then an error.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long a write waits for another process before it is refused as <c>StateLocked</c>.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The history beside it: <c>state.db</c> has <c>state.history.db</c>.</summary>
    public string HistoryPath => System.IO.Path.ChangeExtension(Path, ".history" + System.IO.Path.GetExtension(Path));

    /// <summary>The file at a path, which may be relative.</summary>
    public static StateFile At(string path, bool readOnly = false) =>
        new() { Path = System.IO.Path.GetFullPath(path), ReadOnly = readOnly };

    /// <summary>
    /// The file of this user: <c>LYTTLECLUSTER_STATE</c>, else <c>lyttle-cluster/state.db</c> in the user's data folder
    /// (<c>XDG_DATA_HOME</c> or <c>~/.local/share</c>; on Windows <c>LyttleCluster</c> in <c>LOCALAPPDATA</c>).
    /// </summary>
    /// <param name="environment">Reads an environment variable; null when it is not set.</param>
    public static StateFile Default(Func<string, string?> environment) =>
        Default(environment, OperatingSystem.IsWindows());

    /// <summary>The same for a named platform, so that both can be tested anywhere.</summary>
    internal static StateFile Default(Func<string, string?> environment, bool windows)
    {
        if (environment("LYTTLECLUSTER_STATE") is { Length: > 0 } path) return At(path);
        return At(windows
            ? System.IO.Path.Combine(LocalAppData(environment), "LyttleCluster", "state.db")
            : System.IO.Path.Combine(DataHome(environment), "lyttle-cluster", "state.db"));
    }

    // The XDG specification says that a relative XDG_DATA_HOME is to be ignored.
    private static string DataHome(Func<string, string?> environment) =>
        environment("XDG_DATA_HOME") is ['/', ..] data ? data : System.IO.Path.Combine(Home(environment), ".local", "share");

    // A service or a timer may run without HOME; the user database still knows it.
    private static string Home(Func<string, string?> environment) =>
        environment("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static string LocalAppData(Func<string, string?> environment) =>
        environment("LOCALAPPDATA") is { Length: > 0 } data ? data : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
}
