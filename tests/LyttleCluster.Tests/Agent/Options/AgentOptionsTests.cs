using LyttleCluster.Service.Agent;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Options;

public sealed class AgentOptionsTests
{
    private static readonly AgentUser Root = new(true, "root", "/var/lib/lyttle-cluster/agent");

    [Fact]
    public void Without_flags_it_listens_on_loopback_for_an_nginx_of_this_host()
    {
        var options = Options();
        Assert.Equal("http://127.0.0.1:3003", options.Listen.ToString());
        Assert.True(options.Listen.IsLoopback);
        Assert.Equal(("/var/lib/lyttle-cluster/agent", null, null), (options.DataFolder, options.Nginx.Executable, options.Nginx.Container));
        Assert.Equal((false, LogFormat.Text), (options.AllowReboot, options.LogFormat));
    }

    [Fact]
    public void Every_flag_counts()
    {
        var options = Options(
            "--listen=https://0.0.0.0:3443", "--nginx", "/opt/nginx", "--nginx-config", "/opt/nginx.conf", "--api-key-file", "/k", "--ca", "/ca", "--certificate", "/c", "--key", "/p",
            "--allow-reboot", "--data", "/d", "--log-format", "json");
        Assert.Equal(("https://0.0.0.0:3443", "/opt/nginx", "/opt/nginx.conf", "/d"), (options.Listen.ToString(), options.Nginx.Executable, options.Nginx.ConfigurationFile, options.Nginx.DataFolder));
        Assert.Equal(("/k", "/ca", "/c", "/p"), (options.ApiKeyFile, options.AuthorityFile, options.CertificateFile, options.KeyFile));
        Assert.Equal((true, LogFormat.Json), (options.AllowReboot, options.LogFormat));
    }

    [Fact]
    public void What_may_be_published_is_named_again_or_with_commas()
    {
        var publishing = Options("--root", "/srv/www/", "--root", "/srv/a:/srv/b", "--certificates", "/etc/ssl/a,/etc/ssl/b", "--http-listen", "127.0.0.1:80,[::1]:80", "--https-listen=443 http2", "--keep-releases", "3").Publishing;
        Assert.Equal(["/srv/www", "/srv/a", "/srv/b"], publishing.Roots);
        Assert.Equal(["/etc/ssl/a", "/etc/ssl/b"], publishing.CertificateFolders);
        Assert.Equal(["127.0.0.1:80", "[::1]:80", "443 http2", "3"], [.. publishing.HttpListen, .. publishing.HttpsListen, $"{publishing.KeepReleases}"]);
        var usual = Options().Publishing;
        Assert.Equal((0, 0, 0, 0, 20), (usual.Roots.Count, usual.CertificateFolders.Count, usual.HttpListen.Count, usual.HttpsListen.Count, usual.KeepReleases));
    }

    [Theory]
    [InlineData("--root", "srv")]
    [InlineData("--certificates", ",")]
    [InlineData("--http-listen", "80; }")]
    [InlineData("--https-listen", "$host")]
    [InlineData("--keep-releases", "0")]
    public void What_cannot_be_published_with_is_refused(string flag, string value) => Refused("FlagValueInvalid", flag, value);

    [Fact]
    public void A_container_may_have_another_engine()
    {
        var nginx = Options("--nginx-container", "web", "--docker", "unix:///run/user/1000/docker.sock").Nginx;
        Assert.Equal(("web", "/run/user/1000/docker.sock"), (nginx.Container, nginx.Docker!.AbsolutePath));
    }

    [Theory]
    [InlineData("http://127.0.0.1:3003", true)]
    [InlineData("http://127.8.0.1:3003", true)]
    [InlineData("http://localhost:3003", true)]
    [InlineData("http://[::1]:3003", true)]
    [InlineData("https://0.0.0.0:3003", false)]
    [InlineData("https://[::]:3003", false)]
    [InlineData("https://10.0.0.1:3003", false)]
    public void Loopback_is_told_from_the_rest(string uri, bool loopback)
    {
        var listen = ListenAddress.Parse(new Given(uri, "--listen"));
        Assert.Equal((loopback, uri), (listen.IsLoopback, listen.ToString()));
    }

    [Theory]
    [InlineData("3003")]
    [InlineData("127.0.0.1:3003")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://node1.example.com:3003")]
    [InlineData("http://127.0.0.1:3003/path")]
    [InlineData("http://user@127.0.0.1:3003")]
    [InlineData("http://127.0.0.1:99999")]
    public void What_is_no_address_to_listen_on_is_refused(string uri)
    {
        var refusal = Refused("FlagValueInvalid", "--listen", uri);
        Assert.Contains("http://127.0.0.1:3003", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen http://0.0.0.0:3003", "https:// in --listen, --certificate FILE, --key FILE, --api-key-file FILE or --ca FILE")]
    [InlineData("--listen http://10.0.0.1:3003 --api-key-file /k", "https:// in --listen, --certificate FILE, --key FILE.")]
    [InlineData("--listen http://10.0.0.1:3003 --ca /ca --certificate /c --key /p", "https:// in --listen.")]
    [InlineData("--listen https://10.0.0.1:3003", "Missing: --certificate FILE, --key FILE, --api-key-file FILE or --ca FILE.")]
    [InlineData("--listen https://10.0.0.1:3003 --certificate /c --key /p", "Missing: --api-key-file FILE or --ca FILE.")]
    public void Beyond_loopback_it_says_what_is_missing(string words, string missing)
    {
        var refusal = Refused("ServiceListenUnprotected", words.Split(' '));
        Assert.Contains(missing, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:3003", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ServiceTlsWithoutCertificate", "--listen https://127.0.0.1:3003")]
    [InlineData("ServiceListenUnprotected", "--listen https://10.0.0.1:3003 --key /p --api-key-file /k")]
    [InlineData("AgentDockerWithoutContainer", "--docker unix:///run/docker.sock")]
    [InlineData("FlagValueInvalid", "--nginx-container web --docker tcp://host:2375")]
    [InlineData("FlagValueInvalid", "--nginx-container web --docker /run/docker.sock")]
    [InlineData("ServiceTlsNotListenedOn", "--ca /ca")]
    [InlineData("ServiceTlsNotListenedOn", "--certificate /c --key /p")]
    [InlineData("AgentTwoNginx", "--nginx /n --nginx-container web")]
    [InlineData("FlagUnknown", "--lisen http://127.0.0.1:3003")]
    [InlineData("FlagUnknown", "--jion https://m")]
    [InlineData("WordUnexpected", "start")]
    [InlineData("WordUnexpected", "--allow-reboot yes")]
    [InlineData("FlagValueInvalid", "--allow-reboot=yes")]
    [InlineData("FlagValueInvalid", "--log-format xml")]
    [InlineData("FlagValueMissing", "--nginx")]
    [InlineData("FlagValueMissing", "--nginx --allow-reboot")]
    [InlineData("FlagValueMissing", "--nginx=")]
    [InlineData("FlagGivenTwice", "--data /a --data /b")]
    public void Wrong_words_are_refused_with_what_to_do(string errorId, string words) =>
        Assert.NotEmpty(Refused(errorId, words.Split(' ')).Remedy);

    [Fact]
    public void A_flag_counts_before_a_variable_and_a_variable_before_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], """{ "nginx": "/file", "nginxConfig": "/file.conf", "data": "/file-data", "allowReboot": true, /* a comment */ }""");
        var environment = new Dictionary<string, string>
        {
            ["LYTTLECLUSTER_AGENT_SETTINGS"] = folder["a.json"],
            ["LYTTLECLUSTER_AGENT_NGINX"] = "/variable",
            ["LYTTLECLUSTER_AGENT_NGINX_CONFIG"] = "/variable.conf",
            ["LYTTLECLUSTER_STATE"] = "not ours",
            ["LYTTLECLUSTER_AGENT_CA"] = "",
        };
        var options = Options(environment, "--nginx", "/flag");
        Assert.Equal(("/flag", "/variable.conf", "/file-data", true), (options.Nginx.Executable, options.Nginx.ConfigurationFile, options.DataFolder, options.AllowReboot));
        Assert.False(Options(environment, "--allow-reboot=false").AllowReboot);
    }

    [Theory]
    [InlineData("SettingsPropertyUnknown", """{ "lisen": "x" }""")]
    [InlineData("SettingsPropertyUnknown", """{ "settings": "x" }""")]
    [InlineData("SettingsPropertyUnknown", """{ "printSudoRules": true }""")]
    [InlineData("SettingsPropertyInvalid", """{ "allowReboot": "yes" }""")]
    [InlineData("SettingsPropertyInvalid", """{ "data": 3 }""")]
    [InlineData("SettingsFileNotJson", "[1]")]
    [InlineData("SettingsFileNotJson", "{")]
    public void A_wrong_settings_file_is_named(string errorId, string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], content);
        Assert.Contains(folder["a.json"], Refused(errorId, "--settings", folder["a.json"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_settings_file_that_is_not_there_is_named() => Refused("SettingsFileNotFound", "--settings", "/nowhere/a.json");

    [Theory]
    [InlineData("LYTTLECLUSTER_AGENT_LISEN")]
    [InlineData("LYTTLECLUSTER_AGENT_PRINT_SUDO_RULES")]
    public void A_variable_that_names_nothing_is_refused(string variable)
    {
        var refusal = Assert.Throws<ClusterException>(() => Options(new Dictionary<string, string> { [variable] = "x" }));
        Assert.Equal("VariableUnknown", refusal.ErrorId);
    }

    [Fact]
    public void The_help_has_every_flag_with_its_default()
    {
        var help = RoleHelp.Of(AgentFlags.All, "summary").Split('\n');
        foreach (var flag in AgentFlags.All.Flags)
        {
            var line = Array.FindIndex(help, text => text.StartsWith($"  {flag.Option} ", StringComparison.Ordinal));
            Assert.True(line >= 0, flag.Option);
            if (!flag.IsAction) Assert.Equal("default: " + flag.Default, help[line + 1].Trim());
        }
    }

    private static AgentOptions Options(params string[] words) => Options(new Dictionary<string, string>(), words);

    private static AgentOptions Options(Dictionary<string, string> environment, params string[] words) =>
        AgentOptions.From(AgentFlags.All.Read(words, environment), Root);

    private static ClusterException Refused(string errorId, params string[] words)
    {
        var refusal = Assert.Throws<ClusterException>(() => Options(words));
        Assert.Equal(errorId, refusal.ErrorId);
        return refusal;
    }
}
