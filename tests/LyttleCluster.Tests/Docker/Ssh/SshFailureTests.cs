using System.Reflection;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

/// <summary>What OpenSSH, shells, docker and podman say, as they said it.</summary>
public class SshFailureTests
{
    private static readonly DockerEndpoint Endpoint = new() { Node = "n1", Uri = new Uri("ssh://me@web1:2222/run/docker.sock") };

    private const string Open = """
        OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026
        debug1: Connecting to 127.0.0.1 [127.0.0.1] port 22022.
        debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1 Debian-2+deb12u10
        debug1: Server host key: ssh-ed25519 SHA256:qVKzrckbo1ZnXbRxVuCC5U+LcmImVOtIHZQjcIJpvCo
        debug1: Host '[127.0.0.1]:22022' is known and matches the ED25519 host key.
        Permission denied is what our banner is about
        Authenticated to 127.0.0.1 ([127.0.0.1]:22022) using "publickey".
        debug1: Entering interactive session.

        """;

    [Theory]
    [InlineData("Host key verification failed.", "SshHostKeyUnknown")]
    [InlineData("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nOffending ED25519 key in /root/.ssh/known_hosts:3\nHost key verification failed.", "SshHostKeyChanged")]
    [InlineData("@       WARNING: REVOKED HOST KEY DETECTED!               @\nHost key verification failed.", "SshHostKeyRevoked")]
    [InlineData("root@127.0.0.1: Permission denied (publickey).", "SshLoginRefused")]
    [InlineData("Received disconnect from 10.0.0.5 port 22:2: Too many authentication failures", "SshLoginRefused")]
    [InlineData("ssh: connect to host 127.0.0.1 port 1: Connection refused", "SshRefused")]
    [InlineData("ssh: connect to host 255.255.255.255 port 22: Network is unreachable", "SshUnreachable")]
    [InlineData("ssh: connect to host 255.255.255.255 port 22: Permission denied", "SshUnreachable")]
    [InlineData("ssh: connect to host 10.0.0.5 port 22: No route to host", "SshUnreachable")]
    [InlineData("ssh: connect to host 10.0.0.5 port 22: Connection timed out", "SshUnreachable")]
    [InlineData("Connection timed out during banner exchange", "SshUnreachable")]
    [InlineData("ssh: Could not resolve hostname no-such-host.invalid: Name or service not known", "SshHostNotFound")]
    [InlineData("kex_exchange_identification: Connection closed by remote host", "SshClosed")]
    [InlineData("kex_exchange_identification: read: Connection reset by peer", "SshClosed")]
    [InlineData("Unable to negotiate with 127.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa", "SshNoCommonAlgorithm")]
    [InlineData("/root/.ssh/config: line 1: Bad configuration option: foo", "SshConfigurationInvalid")]
    [InlineData("Can't open user config file /nonexist: No such file or directory", "SshConfigurationInvalid")]
    [InlineData("Bad owner or permissions on /root/.ssh/config", "SshConfigurationInvalid")]
    [InlineData("something new", "SshFailed")]
    [InlineData("", "SshFailed")]
    public void Before_the_session(string said, string errorId) => Assert.Equal(errorId, FailureOf(said, 255)?.ErrorId);

    [Theory]
    [InlineData("Connection to 127.0.0.1 closed by remote host.", 255, "SshLost")]
    [InlineData("client_loop: send disconnect: Broken pipe", 255, "SshLost")]
    [InlineData("Timeout, server 127.0.0.1 not responding.", 255, "SshLost")]
    [InlineData("exec request failed on channel 0", 255, "SshCommandRefused")]
    [InlineData("bash: docker: command not found", 127, "SshDockerMissing")]
    [InlineData("sh: 1: docker: not found", 127, "SshDockerMissing")]
    [InlineData("docker: Command not found.", 1, "SshDockerMissing")]
    [InlineData("'docker' is not recognized as an internal or external command,", 1, "SshDockerMissing")]
    [InlineData("docker: 'dial-stdio' is not a docker command.", 1, "SshDockerTooOld")]
    [InlineData("WARNING: Error loading config file: open /root/.docker/config.json: permission denied\nfailed to open the raw stream connection: dial unix /run/docker.sock: connect: permission denied", 1, "SshSocketDenied")]
    [InlineData("failed to open the raw stream connection: dial unix /run/docker.sock: connect: no such file or directory", 1, "SshEngineNotRunning")]
    [InlineData("failed to open the raw stream connection: dial unix /run/docker.sock: connect: connection refused", 1, "SshEngineNotRunning")]
    [InlineData("Error: failed to open connection to podman: unable to connect to Podman socket: Get \"http://d/v4.3.1/libpod/_ping\": dial unix ///run/podman/podman.sock: connect: no such file or directory", 125, "SshEngineNotRunning")]
    [InlineData("This account is currently not available.", 1, "SshCommandRefused")]
    [InlineData("This service allows sftp connections only.", 1, "SshCommandRefused")]
    [InlineData("something new", 3, "SshFailed")]
    public void In_the_session(string said, int exitCode, string errorId) => Assert.Equal(errorId, FailureOf(Open + said, exitCode)?.ErrorId);

    [Fact]
    public void A_good_end_is_no_failure() => Assert.Null(FailureOf(Open, 0));

    [Fact]
    public void What_went_on_is_heard_from_its_notes()
    {
        var talk = Hear(Open);
        Assert.Equal("OpenSSH_9.2p1 Debian-2+deb12u10", talk.Server);
        Assert.Equal("ssh-ed25519 SHA256:qVKzrckbo1ZnXbRxVuCC5U+LcmImVOtIHZQjcIJpvCo", talk.HostKey);
        Assert.Equal((true, "publickey", true, false), (talk.HostKeyIsKnown, talk.LoggedInBy, talk.IsOpen, talk.IsShared));
        Assert.Empty(talk.SinceOpen);
    }

    [Fact]
    public void A_shared_connection_is_open_at_once()
    {
        var talk = Hear("debug1: mux_client_request_session: master session id: 2");
        Assert.Equal((true, true), (talk.IsOpen, talk.IsShared));
    }

    [Fact]
    public void Only_the_last_lines_are_kept()
    {
        var talk = Hear(string.Join('\n', Enumerable.Range(0, 1000)));
        Assert.Equal("999", talk.BeforeOpen[^1]);
        Assert.InRange(talk.BeforeOpen.Count, 10, 100);
    }

    [Fact]
    public void Unknown_and_changed_keys_say_the_command_to_run_once()
    {
        Assert.Contains("ssh-keyscan -p 2222 web1 >> ~/.ssh/known_hosts", FailureOf("Host key verification failed.", 255)!.Remedy, StringComparison.Ordinal);
        Assert.Contains("ssh -p 2222 me@web1", FailureOf("Host key verification failed.", 255)!.Remedy, StringComparison.Ordinal);
        Assert.Contains("ssh-keygen -R '[web1]:2222'", FailureOf("REMOTE HOST IDENTIFICATION HAS CHANGED\nHost key verification failed.", 255)!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_far_side_says_is_shown_as_one_harmless_line()
    {
        var failure = FailureOf(Open + "\u001b[2Jfailed to open: permission denied\u0007", 1)!;
        Assert.DoesNotContain(failure.Message, char.IsControl);
    }

    [Theory]
    [InlineData("SshLoginRefused", EndpointConnection.AccessDenied)]
    [InlineData("SshHostKeyUnknown", EndpointConnection.AccessDenied)]
    [InlineData("SshRefused", EndpointConnection.Refused)]
    [InlineData("SshEngineNotRunning", EndpointConnection.Refused)]
    [InlineData("SshDockerMissing", EndpointConnection.NoApi)]
    [InlineData("SshLost", EndpointConnection.Unreachable)]
    [InlineData("SshNotFound", EndpointConnection.Unreachable)]
    [InlineData("NamedPipeAccessDenied", EndpointConnection.AccessDenied)]
    [InlineData("NamedPipeNeedsWindows", EndpointConnection.Unreachable)]
    public void An_error_tells_how_the_endpoint_is(string errorId, EndpointConnection expected) =>
        Assert.Equal(expected, AllErrors().Single(error => error.ErrorId == errorId).Connection);

    [Fact]
    public void Every_error_has_an_id_of_its_own_and_a_remedy()
    {
        var errors = AllErrors().ToList();
        Assert.Equal(errors.Count, errors.Select(error => error.ErrorId).Distinct().Count());
        Assert.All(errors, error =>
        {
            Assert.Equal("n1", error.Node);
            Assert.StartsWith("Node n1: ", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(error.Remedy);
            Assert.DoesNotContain("secret", error.Message + error.Remedy, StringComparison.Ordinal);
        });
    }

    private static ClusterException? FailureOf(string said, int exitCode) => SshFailures.Of(Endpoint, SshCommand.Docker, Hear(said), exitCode);

    private static SshTalk Hear(string said)
    {
        var talk = new SshTalk();
        foreach (var line in said.Split('\n')) talk.Hear(line);
        return talk;
    }

    private static IEnumerable<ClusterException> AllErrors()
    {
        var bad = new DockerEndpoint { Node = "n1", Uri = new Uri("ssh://me:secret@web1") };
        return new[] { typeof(SshErrors), typeof(NamedPipeErrors) }
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
            .Where(method => method.ReturnType == typeof(ClusterException))
            .Select(method => (ClusterException)method.Invoke(null, [.. method.GetParameters().Select(p => Argument(p.ParameterType, bad))])!);
    }

    private static object? Argument(Type type, DockerEndpoint endpoint) =>
        type == typeof(DockerEndpoint) ? endpoint
        : type == typeof(NamedPipeTarget) ? new NamedPipeTarget(".", "docker_engine")
        : type == typeof(string) ? "text"
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}
