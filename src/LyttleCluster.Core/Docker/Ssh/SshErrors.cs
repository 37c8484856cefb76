using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>Every way in which the road through ssh to an engine can fail. One ErrorId each.</summary>
internal static class SshErrors
{
    /// <summary>The ErrorId of <see cref="DockerMissing"/>.</summary>
    public const string DockerMissingId = "SshDockerMissing";

    // On this side

    public static ClusterException NotFound(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "SshNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: the program ssh was not found on this machine, so {e.Address} cannot be reached.",
        "Install the OpenSSH client (Debian: apt install openssh-client; Windows: Add-WindowsCapability -Online -Name OpenSSH.Client~~~~0.0.1.0) and see that ssh is on the PATH.");

    public static ClusterException NotStarted(DockerEndpoint e, string program, string why) => Make(e, EndpointConnection.Unreachable, "SshNotStarted", ClusterErrorCategory.ResourceUnavailable,
        $"Node {e.Node}: {program} could not be started: {Printable(why)}.", "See that the file is a program that this user may run.", program);

    public static ClusterException AddressInvalid(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "SshAddressInvalid", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: {e.Address} is no address that ssh can be given.", SshTarget.Rule);

    public static ClusterException ConfigurationInvalid(DockerEndpoint e, string said) => Make(e, EndpointConnection.Unreachable, "SshConfigurationInvalid", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: ssh does not take its configuration on this machine: {Printable(said)}.",
        "Correct the file that it names (~/.ssh/config, or the one in LYTTLECLUSTER_SSH_CONFIG); it must belong to this user and nobody else may write it.");

    public static ClusterException TooManyConnections(DockerEndpoint e, int most) => Make(e, EndpointConnection.Unreachable, "SshTooManyConnections", ClusterErrorCategory.ResourceBusy,
        $"Node {e.Node}: {most} connections to {e.Address} are open (one for each log, usage or event that is followed), each with an ssh of its own; no more are made.",
        "Follow fewer containers at once, or reach the node by tcp with certificates.");

    // The way there

    public static ClusterException HostNotFound(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "SshHostNotFound", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: ssh knows no address for {Host(e)}.",
        "Correct the name with Set-ClusterNode -Docker, or put it into DNS, the hosts file or ~/.ssh/config.");

    public static ClusterException Refused(DockerEndpoint e) => Make(e, EndpointConnection.Refused, "SshRefused", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: nobody listens where {e.Address} leads: the machine is there, its ssh server is not.",
        "Start the ssh server there (systemctl start ssh), or give its port: ssh://user@host:port.");

    public static ClusterException Unreachable(DockerEndpoint e, string why) => Make(e, EndpointConnection.Unreachable, "SshUnreachable", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: {e.Address} cannot be reached: {Printable(why)}.",
        "See that the machine runs and that network, routes and firewall let you through.");

    public static ClusterException Closed(DockerEndpoint e, string said) => Make(e, EndpointConnection.Unreachable, "SshClosed", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: what listens where {e.Address} leads ended the connection before anybody logged in: {Printable(said)}.",
        "See that it is an ssh server; if it is, that it does not turn callers away (MaxStartups, fail2ban, hosts.deny): journalctl -u ssh.");

    public static ClusterException NoCommonAlgorithm(DockerEndpoint e, string said) => Make(e, EndpointConnection.Unreachable, "SshNoCommonAlgorithm", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: ssh here and the server of {e.Address} have no algorithm in common: {Printable(said)}.",
        "Upgrade the older side; until then an exception for this host can stand in ~/.ssh/config.");

    // Who is who

    public static ClusterException HostKeyUnknown(DockerEndpoint e, string? shown) => Make(e, EndpointConnection.AccessDenied, "SshHostKeyUnknown", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the host key of {e.Address} is not known here{(shown is null ? "" : $"; it shows {Printable(shown)}")}.",
        $"Log in once by hand, compare the fingerprint with the node's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub there) and say yes: ssh {Arguments(e)}. In a script, from a network you trust: {KeyScan(e)} >> ~/.ssh/known_hosts.");

    public static ClusterException HostKeyChanged(DockerEndpoint e, string? shown, string? where) => Make(e, EndpointConnection.AccessDenied, "SshHostKeyChanged", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: {e.Address} shows another host key than the one that is known{(where is null ? "" : $" ({Printable(where)})")}{(shown is null ? "" : $": now {Printable(shown)}")}. Somebody may be in between, or the machine was set up anew.",
        $"Only if you know why it changed: ssh-keygen -R '{e.Ssh?.KnownHostsName}', then log in once by hand and compare the fingerprint: ssh {Arguments(e)}.");

    public static ClusterException HostKeyRevoked(DockerEndpoint e) => Make(e, EndpointConnection.AccessDenied, "SshHostKeyRevoked", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the host key of {e.Address} is marked as revoked here.",
        "Do not log in. Ask who revoked it; the machine needs a new host key.");

    public static ClusterException LoginRefused(DockerEndpoint e, string said) => Make(e, EndpointConnection.AccessDenied, "SshLoginRefused", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the ssh server of {e.Address} did not let us in: {Printable(said)}.",
        $"A key must do without questions, as nobody is asked for a password or passphrase: put your public key into the node's authorized_keys (ssh-copy-id {Arguments(e)}), and unlock a key that has a passphrase in ssh-agent (ssh-add). ssh -v {Arguments(e)} shows which keys are tried.");

    // On the far side

    public static ClusterException CommandRefused(DockerEndpoint e, string said) => Make(e, EndpointConnection.AccessDenied, "SshCommandRefused", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: {e.Address} lets this user in but runs no command: {Printable(said)}.",
        "The user needs a login shell there, and neither a ForceCommand nor a command= before the key that runs something else.");

    public static ClusterException DockerMissing(DockerEndpoint e, string program) => Make(e, EndpointConnection.NoApi, DockerMissingId, ClusterErrorCategory.ObjectNotFound,
        program == SshCommand.Docker
            ? $"Node {e.Node}: there is no docker command on the far side of {e.Address}."
            : $"Node {e.Node}: there is neither a docker nor a podman command on the far side of {e.Address}.",
        $"Install Docker's command line there (Debian: docker.io or docker-cli), and see that a login that runs one command finds it: ssh {Arguments(e)} docker version.", program);

    public static ClusterException DockerTooOld(DockerEndpoint e, string said) => Make(e, EndpointConnection.NoApi, "SshDockerTooOld", ClusterErrorCategory.NotImplemented,
        $"Node {e.Node}: the docker command on the far side of {e.Address} has no 'system dial-stdio': {Printable(said)}.",
        "Upgrade Docker's command line there to 18.09 or newer.");

    public static ClusterException SocketDenied(DockerEndpoint e, string said) => Make(e, EndpointConnection.AccessDenied, "SshSocketDenied", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: the login of {e.Address} works, but that user may not open the engine's socket there: {Printable(said)}.",
        $"On the node: sudo usermod -aG docker {e.Ssh?.User ?? "USER"}; it counts from the next login on. Membership of that group equals root there. A rootless engine is reached by its own socket: ssh://user@host/run/user/1000/docker.sock.");

    public static ClusterException EngineNotRunning(DockerEndpoint e, string said) => Make(e, EndpointConnection.Refused, "SshEngineNotRunning", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the login of {e.Address} works, but no engine answers at its socket there: {Printable(said)}.",
        "Start the engine on the node (systemctl start docker; podman: systemctl enable --now podman.socket), or give its socket: ssh://user@host/path/of/docker.sock.");

    public static ClusterException OutputSpoiled(DockerEndpoint e) => Make(e, EndpointConnection.NoApi, "SshOutputSpoiled", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: what comes from the far side of {e.Address} is not an engine's answer.",
        $"A start file of the shell there (.bashrc, .zshenv) may write text even where nobody looks: ssh {Arguments(e)} true must write nothing.");

    // Later

    public static ClusterException Lost(DockerEndpoint e, string said) => Make(e, EndpointConnection.Unreachable, "SshLost", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the ssh connection to {e.Address} broke: {Printable(said)}.",
        "Try again; if it happens again, look at the ssh server's log (journalctl -u ssh) and at the network between.");

    public static ClusterException Failed(DockerEndpoint e, int exitCode, string said) => Make(e, EndpointConnection.Unreachable, "SshFailed", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: ssh to {e.Address} ended with {exitCode}: {(said.Length == 0 ? "it did not say why" : Printable(said))}.",
        $"Try by hand: ssh {Arguments(e)} docker version.");

    /// <summary>The target as ssh's own command line takes it, for remedies. The parts are such that no shell sees anything in them.</summary>
    private static string Arguments(DockerEndpoint e) => e.Ssh is not { } target
        ? e.Host
        : (target.Port is { } port ? $"-p {port} " : "") + (target.User is null ? "" : target.User + "@") + target.Host;

    private static string KeyScan(DockerEndpoint e) => $"ssh-keyscan {(e.Ssh?.Port is { } port ? $"-p {port} " : "")}{Host(e)}";

    private static string Host(DockerEndpoint e) => e.Ssh?.Host ?? e.Host;

    private static string Printable(string text) => ErrorText.Printable(text).TrimEnd('.');

    private static ClusterException Make(
        DockerEndpoint e, EndpointConnection connection, string id, ClusterErrorCategory category, string message, string remedy, string? target = null) =>
        new(id, category, message, remedy) { Node = e.Node, TargetName = target, Connection = connection };
}
