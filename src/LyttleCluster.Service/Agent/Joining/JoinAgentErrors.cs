namespace LyttleCluster.Service.Agent.Joining;

/// <summary>What goes wrong at the agent when it joins.</summary>
internal static class JoinAgentErrors
{
    public static ClusterException WithoutManager(string option) => new(
        "AgentJoinWithoutManager", ClusterErrorCategory.InvalidArgument,
        $"{option} counts only for an agent that joins a manager, and none is named.",
        "Give --join URI, or leave it out.");

    public static ClusterException WithoutToken() => new(
        "AgentJoinWithoutToken", ClusterErrorCategory.InvalidArgument,
        "--join needs a join token, and no file with one is named.",
        "Make one at the manager (New-ClusterToken -Join), put it into a file of mode 0600, and give it with --token-file FILE.");

    public static ClusterException TwoTrusts() => new(
        "AgentJoinTwoTrusts", ClusterErrorCategory.InvalidArgument,
        "--join-ca and --join-fingerprint are both given.",
        "Give one of them: either says which certificate of the manager is believed.");

    public static ClusterException ManagerUnprotected(Uri manager) => new(
        "AgentJoinUnprotected", ClusterErrorCategory.InvalidArgument,
        $"--join {manager} is plain http to another host: whoever is between could take the token, and say that they are the manager.",
        "Let the manager listen on https and give that address, with --join-ca FILE or --join-fingerprint HEX where its certificate is not of a public CA.");

    public static ClusterException ListenPlain(string listen) => new(
        "AgentJoinNeedsHttps", ClusterErrorCategory.InvalidArgument,
        $"--join gives the agent a certificate to listen with, and --listen {listen} is not https, or names no port.",
        "Give --listen https://0.0.0.0:3003 (or another address of this host), or leave --listen out.");

    public static ClusterException AddressUnknown() => new(
        "AgentJoinAddressUnknown", ClusterErrorCategory.InvalidOperation,
        "This host has no address that others can reach, so there is none to tell the manager.",
        "Give it with --join-address https://HOST:PORT.");

    public static ClusterException KeyDamaged(string path) => new(
        "AgentJoinKeyDamaged", ClusterErrorCategory.InvalidData,
        $"The key of this agent, {path}, cannot be used.",
        "Put it back from a backup; or remove it and restart the agent: it then joins with a new key, which has to be approved.") { TargetName = path };

    public static ClusterException NotStored(string path, string why) => new(
        "AgentJoinNotStored", ClusterErrorCategory.WriteError,
        $"{path} could not be written: {why}.",
        "Give this user the right to write there and free space on the disk; the agent tries again by itself.") { TargetName = path };

    public static ClusterException CertificateWrong(string why) => new(
        "AgentJoinCertificateWrong", ClusterErrorCategory.InvalidData,
        $"The certificate that the manager sent is not taken: {why}.",
        "Look at the manager's log; the agent tries again by itself.");

    public static ClusterException AnswerUnreadable(Uri manager) => new(
        "AgentJoinAnswerUnreadable", ClusterErrorCategory.InvalidData,
        $"What answers at {manager} does not answer as a manager does.",
        "Give the manager's own address with --join, and use the same version on both sides.");
}
