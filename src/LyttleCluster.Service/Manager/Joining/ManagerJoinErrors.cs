namespace LyttleCluster.Service.Manager.Joining;

/// <summary>What goes wrong at the manager itself when agents join.</summary>
internal static class ManagerJoinErrors
{
    public static ClusterException NotMade(string path, string why) => new(
        "AgentCaNotMade", ClusterErrorCategory.WriteError,
        $"{path}, which is needed for agents that join, could not be written: {why}.",
        "Give the manager's user the right to write there, and free space on the disk.") { TargetName = path };

    public static ClusterException Incomplete() => new(
        "AgentCaIncomplete", ClusterErrorCategory.InvalidArgument,
        "--agent-ca and --agent-ca-key belong together, and only one of them is given.",
        "Give both, or neither: then the manager makes a CA of its own.");

    public static ClusterException BodyTooLarge(int most) => new(
        "JoinBodyTooLarge", ClusterErrorCategory.InvalidArgument,
        $"The body is longer than {most} bytes, which no agent sends.",
        "Only lyttle-cluster agent makes this call.");

    public static ClusterException BodyInvalid() => new(
        "JoinBodyInvalid", ClusterErrorCategory.InvalidArgument,
        "The body is no JSON object that an agent sends.",
        "Use an agent of the same version as the manager.");

    public static ClusterException Busy() => new(
        "JoinBusy", ClusterErrorCategory.ResourceUnavailable,
        "The agent's request is changed by others all the time.",
        "The agent tries again by itself.");

    public static ClusterException Unexpected() => new(
        "JoinFailed", ClusterErrorCategory.ResourceUnavailable,
        "The manager failed unexpectedly; its log has the details.",
        "Look at the manager's log; the agent tries again by itself.");
}
