namespace LyttleCluster.Service.Agent;

/// <summary>Who the agent runs as, which decides where its data is by default.</summary>
internal sealed record AgentUser(bool IsRoot, string Name, string DataFolder)
{
    public static AgentUser Current(IReadOnlyDictionary<string, string> environment)
    {
        var root = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;
        var state = environment.GetValueOrDefault("XDG_STATE_HOME") is ['/', ..] given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new AgentUser(root, Environment.UserName, Path.Combine(root ? "/var/lib" : state, "lyttle-cluster", "agent"));
    }
}
