using LyttleCluster.Service.Agent;

namespace LyttleCluster.Tests.Agent.Options;

public sealed class AgentUserTests
{
    [Fact]
    public void From_root_sudo_rules_are_for_who_called_sudo()
    {
        var user = AgentUser.Current(new Dictionary<string, string> { ["SUDO_USER"] = "ops", ["XDG_STATE_HOME"] = "/state" });
        Assert.Equal(user.IsRoot ? "ops" : Environment.UserName, user.Name);
        Assert.Equal(user.IsRoot ? "/var/lib/lyttle-cluster/agent" : "/state/lyttle-cluster/agent", user.DataFolder);
    }

    [Fact]
    public void Rules_are_never_for_root() => Assert.NotEqual("root", AgentUser.Current(new Dictionary<string, string>()).Name);
}
