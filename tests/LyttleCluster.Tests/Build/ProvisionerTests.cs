using LyttleCluster.Build;
using LyttleCluster.Build.Provisioning;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Build;

public sealed class ProvisionerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeFeed _feed;
    private readonly Workspace _workspace;
    private readonly Provisioner _provisioner;

    public ProvisionerTests()
    {
        _feed = new FakeFeed(_folder.Path);
        _workspace = new Workspace(Directory.CreateDirectory(Path.Combine(_folder.Path, "checkout")).FullName);
        _provisioner = new Provisioner(_workspace, new Programs(_workspace), _feed.ConfigFile);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PowerShell_comes_as_a_tool_of_the_newest_version_that_fits()
    {
        _feed.WithTool("PowerShell", "7.5.9", "pwsh").WithTool("PowerShell", "7.6.1", "pwsh").WithTool("PowerShell", "7.6.7", "pwsh").WithTool("PowerShell", "7.7.0", "pwsh");

        Assert.Null(await _provisioner.ObtainAsync(PackageNeed.PowerShell));

        Assert.True(File.Exists(Path.Combine(_workspace.Tools, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")));
        Assert.Equal("7.6.7", Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(_workspace.Tools, ".store", "powershell")))));
    }

    [Theory]
    [InlineData("Pester.psd1", "Pester.psm1")] // as a gallery packs it
    [InlineData("tools/Pester.psd1", "tools/Pester.psm1")] // as on NuGet
    public async Task A_module_is_unpacked_to_the_module_path_of_every_program_we_start(string manifest, string script)
    {
        _feed.With("Pester", "5.7.1", ("Pester.psd1", "old")).With("Pester", "6.0.1", (manifest, "new"), (script, "script"));

        Assert.Null(await _provisioner.ObtainAsync(PackageNeed.Pester));

        var module = Path.Combine(_workspace.Tools, "Modules", "Pester", "6.0.1");
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(module, "Pester.psd1")));
        Assert.True(File.Exists(Path.Combine(module, "Pester.psm1")));
    }

    [Fact]
    public async Task What_no_source_has_is_said_with_its_meaning_and_nothing_is_downloaded()
    {
        _feed.WithTool("SomethingElse", "7.6.1", "pwsh");
        foreach (var need in new[] { PackageNeed.PowerShell, PackageNeed.Pester, PackageNeed.PlatyPS })
        {
            var shortfall = await _provisioner.ObtainAsync(need);
            Assert.Equal(new Shortfall($"{need.Id} {need.Versions}", "none of the machine's NuGet sources has it.", need.Meaning), shortfall);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Tools));
    }

    [Fact]
    public async Task A_source_with_other_versions_only_is_a_shortfall_with_the_complaint_of_dotnet()
    {
        _feed.WithTool("PowerShell", "7.4.0", "pwsh");
        var shortfall = await _provisioner.ObtainAsync(PackageNeed.PowerShell);
        Assert.Contains("7.6", shortfall!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_without_a_module_is_a_shortfall()
    {
        _feed.With("Pester", "6.0.1", ("readme.txt", "nothing here"));
        Assert.Equal("the package of that name holds no PowerShell module.", (await _provisioner.ObtainAsync(PackageNeed.Pester))!.Why);
    }

    [Fact]
    public async Task What_an_earlier_run_got_is_not_asked_for_again()
    {
        _feed.With("Pester", "6.0.1", ("Pester.psd1", "first"));
        await _provisioner.ObtainAsync(PackageNeed.Pester);
        File.Delete(_feed.ConfigFile); // whoever asks dotnet now gets a complaint
        Assert.Null(await _provisioner.ObtainAsync(PackageNeed.Pester));
    }

    [Theory]
    [InlineData("""{"problems":[],"searchResult":[{"packages":[]},{"packages":[]}]}""", true)]
    [InlineData("""{"problems":[],"searchResult":[{"packages":[]},{"packages":[{"id":"x"}]}]}""", false)]
    [InlineData("""{"problems":[{"text":"cannot be searched"}],"searchResult":[]}""", false)]
    [InlineData("error: something else", false)]
    public void Only_a_clear_no_of_every_source_ends_the_search(string answer, bool nowhere) =>
        Assert.Equal(nowhere, Provisioner.IsNowhere(answer));

    [Theory]
    [InlineData("PowerShell 7.6.5\n", true)]
    [InlineData("PowerShell 7.7.0-preview.1", true)]
    [InlineData("PowerShell 7.5.4", false)]
    [InlineData("bash: pwsh: not found", false)]
    [InlineData(null, false)]
    public void A_PowerShell_before_7_6_does_not_count(string? answer, bool enough) => Assert.Equal(enough, PowerShellHost.IsNewEnough(answer));
}
