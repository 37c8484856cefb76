using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class SshTargetTests
{
    [Theory]
    [InlineData("ssh://host", null, "host", null, null)]
    [InlineData("ssh://host/", null, "host", null, null)]
    [InlineData("ssh://me@Web1_a", "me", "Web1_a", null, null)]
    [InlineData("ssh://d.o+e-1@10.0.0.5:2222", "d.o+e-1", "10.0.0.5", 2222, null)]
    [InlineData("ssh://u@h/run/user/1000/docker.sock", "u", "h", null, "/run/user/1000/docker.sock")]
    [InlineData("ssh://u@[fd00::5]:22/s", "u", "fd00::5", 22, "/s")]
    public void Good_addresses(string uri, string? user, string host, int? port, string? socket) =>
        Assert.Equal(new SshTarget(user, host, port, socket), SshTarget.TryParse(new Uri(uri)));

    [Theory]
    [InlineData("ssh://-oProxyCommand=x")]
    [InlineData("ssh://-o@host")]
    [InlineData("ssh://me:secret@host")]
    [InlineData("ssh://me@host:0")]
    [InlineData("ssh://me@host:65536")]
    [InlineData("ssh://me@host/a b")]
    [InlineData("ssh://me@host/a;reboot")]
    [InlineData("ssh://me@host/$(reboot)")]
    [InlineData("ssh://me@host/a`id`")]
    [InlineData("ssh://me@host/a&b")]
    [InlineData("ssh://me@host/a|b")]
    [InlineData("ssh://me@host/~/docker.sock")]
    [InlineData("ssh://me@host/a%3bb")]
    [InlineData("ssh://me@host/run/")]
    [InlineData("ssh://me@host/a'b")]
    [InlineData("ssh://me@host/s?q=1")]
    [InlineData("ssh://me@host/s#f")]
    [InlineData("ssh://m%24e@host")]
    [InlineData("ssh://m$e@host")]
    [InlineData("ssh://höst")]
    [InlineData("ssh://[::g]")]
    [InlineData("ssh://me@host/a\nb")]
    [InlineData("tcp://host")]
    public void Addresses_that_reach_neither_an_option_nor_a_shell(string uri) =>
        Assert.Null(Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? SshTarget.TryParse(parsed) : null);

    [Fact]
    public void A_path_is_no_longer_than_a_socket_may_have() =>
        Assert.Equal([true, false], new[] { 106, 107 }.Select(length => SshTarget.TryParse(new Uri("ssh://h/" + new string('s', length))) is not null));

    [Fact]
    public void Every_part_is_an_argument_of_its_own_and_the_host_comes_after_the_options()
    {
        var arguments = SshCommand.Arguments(new SshTarget("me", "web1", 2222, "/run/docker.sock"), SshCommand.Docker, "/etc/my ssh");
        Assert.Equal(
            ["-F", "/etc/my ssh", "-l", "me", "-p", "2222", "--", "web1", "docker", "-H", "unix:///run/docker.sock", "system", "dial-stdio"],
            arguments.SkipWhile(argument => argument != "-F"));
        Assert.Contains("BatchMode=yes", arguments);
    }

    [Fact]
    public void What_is_not_given_is_left_to_ssh()
    {
        Assert.Equal(["--", "web1", "docker", "system", "dial-stdio"], SshCommand.Arguments(new SshTarget(null, "web1", null, null), SshCommand.Docker, null).TakeLast(5));
        Assert.Equal(
            ["--", "web1", "podman", "--url", "unix:///s", "system", "dial-stdio"],
            SshCommand.Arguments(new SshTarget(null, "web1", null, "/s"), SshCommand.Podman, "").TakeLast(7));
    }

    [Fact]
    public void Programs_are_looked_for_on_the_path_only()
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-path-").FullName;
        try
        {
            var file = Path.Combine(folder, OperatingSystem.IsWindows() ? "ssh.exe" : "ssh");
            File.WriteAllText(file, "");
            Assert.Equal(file, SshCommand.Find("ssh", string.Join(Path.PathSeparator, ".", "/nowhere", folder)));
            Assert.Null(SshCommand.Find("ssh", string.Join(Path.PathSeparator, ".", "relative", "/nowhere")));
            Assert.Null(SshCommand.Find("ssh", ""));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Endpoints_of_two_users_are_two()
    {
        static DockerEndpoint Of(string uri) => new() { Node = "n1", Uri = new Uri(uri) };
        Assert.NotEqual(Of("ssh://me@h"), Of("ssh://you@h"));
        Assert.Equal(Of("ssh://me@h"), Of("ssh://me@h"));
    }
}
