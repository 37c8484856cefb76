using System.Diagnostics;
using LyttleCluster.Core;
using LyttleCluster.Core.Services;

namespace LyttleCluster.ManagerTests.Services;

/// <summary>The units: what is in them, and whether systemd itself finds them in order.</summary>
public sealed class ServicePlanTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lyttle-root-");

    public void Dispose() => _root.Delete(recursive: true);

    public static TheoryData<string> Kinds => ["manager", "managerWithTls", "managerOnLowPort", "agent", "agentOfContainer", "agentWithSudo", "agentThatReboots"];

    [SystemdTheory, MemberData(nameof(Kinds))]
    public async Task Systemd_finds_nothing_wrong_with_a_unit(string kind)
    {
        var plan = ServiceControl.Plan(Request(kind));
        await ServiceControl.InstallAsync(plan, CancellationToken.None);
        var words = await RunAsync("systemd-analyze", "verify", plan.Files[0].Path);
        Assert.DoesNotContain(plan.Service.Name, words, StringComparison.Ordinal);
        Assert.DoesNotContain("Unknown", words, StringComparison.Ordinal);
    }

    [SystemdTheory]
    [InlineData("manager", 2.5)]
    [InlineData("managerWithTls", 2.5)]
    [InlineData("agent", 5.5)]
    public async Task Little_of_the_system_is_exposed_to_it(string kind, double most)
    {
        var plan = ServiceControl.Plan(Request(kind));
        await ServiceControl.InstallAsync(plan, CancellationToken.None);
        var words = await RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", plan.Files[0].Path);
        var line = words.Split('\n').Single(text => text.Contains("Overall exposure level", StringComparison.Ordinal));
        var level = double.Parse(line.Split(": ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(level <= most, line);
    }

    [Fact]
    public void A_manager_has_a_user_of_its_own_and_gets_its_key_from_systemd()
    {
        var unit = Unit("managerWithTls");
        Assert.Contains("\nUser=lyttle-cluster\n", unit, StringComparison.Ordinal);
        Assert.Contains("LoadCredential=key:/etc/ssl/lyttle-cluster/key.pem\n", unit, StringComparison.Ordinal);
        Assert.Contains("--key ${CREDENTIALS_DIRECTORY}/key", unit, StringComparison.Ordinal);
        Assert.Contains("\nStatePath=/var/lib/lyttle-cluster/state.db\n", unit, StringComparison.Ordinal);
        foreach (var line in (string[])["Restart=always", "Type=notify", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "MemoryDenyWriteExecute=no"])
            Assert.Contains($"\n{line}\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_a_file_that_people_can_read()
    {
        var plan = ServiceControl.Plan(Request("managerWithTls"));
        Assert.Equal("""
            {
              "ca": "/etc/ssl/CA.pem",
              "listen": "https://0.0.0.0:6977",
              "state": "/var/lib/lyttle-cluster/state.db"
            }

            """, plan.Files[1].Text);
    }

    [Fact]
    public void Sudo_and_containers_are_given_what_they_need_and_nobody_else_is()
    {
        Assert.Contains("\nNoNewPrivileges=no\n", Unit("agentWithSudo"), StringComparison.Ordinal);
        Assert.Contains("\nNoNewPrivileges=yes\n", Unit("agent"), StringComparison.Ordinal);
        Assert.Contains("CAP_SYS_ADMIN", Unit("agentOfContainer"), StringComparison.Ordinal);
        Assert.DoesNotContain("CAP_SYS_ADMIN", Unit("agent"), StringComparison.Ordinal);
        Assert.Contains("\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n", Unit("managerOnLowPort"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Installing_again_changes_nothing_and_uninstalling_keeps_the_settings()
    {
        var request = Request("manager");
        Assert.Equal("Written", (await ServiceControl.InstallAsync(ServiceControl.Plan(request), CancellationToken.None)).Outcome);
        Assert.Equal("Unchanged", (await ServiceControl.InstallAsync(ServiceControl.Plan(request), CancellationToken.None)).Outcome);
        var gone = new ServiceUninstall { Role = ServiceRole.Manager, RootPath = _root.FullName };
        Assert.Equal("Removed", (await ServiceControl.UninstallAsync(gone, CancellationToken.None)).Outcome);
        Assert.True(File.Exists(Path.Combine(_root.FullName, "etc/lyttle-cluster/manager.json")));
        Assert.Equal("ServiceNotInstalled", (await Assert.ThrowsAsync<ClusterException>(() => ServiceControl.UninstallAsync(gone, CancellationToken.None))).ErrorId);
    }

    [Fact]
    public void A_unit_of_somebody_elses_is_left_alone()
    {
        var path = Path.Combine(_root.FullName, "etc/systemd/system/lyttle-cluster-manager.service");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "[Service]\nExecStart=/bin/true\n");
        Assert.Equal("ServiceUnitForeign", Assert.Throws<ClusterException>(() => ServiceControl.Plan(Request("manager"))).ErrorId);
        Assert.Equal("ServiceUnitForeign", Assert.Throws<ClusterException>(() => ServiceControl.Find(new ServiceUninstall { Role = ServiceRole.Manager, RootPath = _root.FullName })).ErrorId);
    }

    [Fact]
    public void What_could_mean_something_else_in_a_unit_is_refused_or_escaped()
    {
        Assert.Equal("ServiceNameInvalid", Refused(Request("manager") with { Name = "a/b" }));
        Assert.Equal("ServiceNameInvalid", Refused(Request("manager") with { Name = "a\nUser=root" }));
        Assert.Equal("ServiceUserInvalid", Refused(Request("manager") with { User = "root\nExecStartPre=/bin/false" }));
        Assert.Equal("ServiceUserInvalid", Refused(Request("manager") with { Groups = ["a b"] }));
        Assert.Equal("ServicePathInvalid", Refused(Request("manager") with { SettingsPath = "/etc/a\nb.json" }));
        Assert.Equal("ServicePathInvalid", Refused(Request("manager") with { Credentials = new Dictionary<string, string> { ["key"] = "relative.pem" } }));
        Assert.Equal("ServiceSettingInvalid", Refused(Request("manager") with { Settings = new Dictionary<string, object> { ["a"] = new object() } }));
        var odd = ServiceControl.Plan(Request("manager") with { Program = "/opt/50% off $HOME/lyttle-cluster" }).Files[0].Text;
        Assert.Contains("ExecStart=\"/opt/50%% off $$HOME/lyttle-cluster\" manager", odd, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/root/module/bin/service/lyttle-cluster")]
    [InlineData("/home/anna/lyttle-cluster")]
    [InlineData("/tmp/x/lyttle-cluster")]
    public void A_program_where_the_service_could_not_see_it_is_refused(string program) =>
        Assert.Equal("ServiceProgramHidden", Refused(Request("manager") with { Program = program, RootPath = "/" }));

    private string Unit(string kind) => ServiceControl.Plan(Request(kind)).Files[0].Text;

    private static string Refused(ServiceInstall request) => Assert.Throws<ClusterException>(() => ServiceControl.Plan(request)).ErrorId;

    private ServiceInstall Request(string kind)
    {
        var request = new ServiceInstall { Role = kind.StartsWith("manager", StringComparison.Ordinal) ? ServiceRole.Manager : ServiceRole.Agent, Program = "/usr/bin/env", RootPath = _root.FullName };
        return kind switch
        {
            "managerWithTls" => request with
            {
                Settings = new Dictionary<string, object> { ["listen"] = "https://0.0.0.0:6977", ["ca"] = "/etc/ssl/CA.pem" },
                Credentials = new Dictionary<string, string> { ["certificate"] = "/etc/ssl/lyttle-cluster/cert.pem", ["key"] = "/etc/ssl/lyttle-cluster/key.pem" },
            },
            "managerOnLowPort" => request with { Settings = new Dictionary<string, object> { ["listen"] = "https://0.0.0.0:443" } },
            "agentOfContainer" => request with { Settings = new Dictionary<string, object> { ["nginxContainer"] = "web" } },
            "agentWithSudo" => request with { User = "agent", Groups = ["docker"], Credentials = new Dictionary<string, string> { ["api-key-file"] = "/etc/lyttle-cluster/agent.keys" } },
            "agentThatReboots" => request with { Settings = new Dictionary<string, object> { ["allowReboot"] = true } },
            _ => request,
        };
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }

    /// <summary>
    /// Needs systemd's own tools; they need no systemd that runs. Without them it is skipped on a developer's machine; with <c>CI=true</c> it runs, and fails.
    /// </summary>
    private sealed class SystemdTheoryAttribute : TheoryAttribute
    {
        public SystemdTheoryAttribute() => Skip = File.Exists("/usr/bin/systemd-analyze") || Environment.GetEnvironmentVariable("CI") == "true" ? null : "There is no systemd-analyze here.";
    }
}
