namespace LyttleCluster.Service.Agent;

/// <summary>Who the agent runs as, which decides where its data is by default.</summary>
/// <param name="IsRoot">Whether it may do everything.</param>
/// <param name="Name">For whom sudo rules are: root itself needs none, so from root they are for who called sudo, else for a user to be made.</param>
/// <param name="DataFolder">The default of <c>--data</c>.</param>
internal sealed record AgentUser(bool IsRoot, string Name, string DataFolder)
{
    public static AgentUser Current(IReadOnlyDictionary<string, string> environment)
    {
        var root = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;
        var state = environment.GetValueOrDefault("XDG_STATE_HOME") is ['/', ..] given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var name = root ? environment.GetValueOrDefault("SUDO_USER") is { Length: > 0 } caller ? caller : "lyttle-cluster" : Environment.UserName;
        return new AgentUser(root, name, Path.Combine(root ? "/var/lib" : state, "lyttle-cluster", "agent"));
    }
}
