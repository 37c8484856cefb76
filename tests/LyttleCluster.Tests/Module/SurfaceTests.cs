using System.Text.RegularExpressions;

namespace LyttleCluster.Tests.Module;

public sealed partial class SurfaceTests : IDisposable
{
    private readonly BuiltCmdlets _cmdlets = new();

    public void Dispose() => _cmdlets.Dispose();

    [Fact]
    public void The_cmdlets_are_those_of_the_committed_list()
    {
        var actual = SurfaceText.Of(_cmdlets.All);
        var committed = Path.Combine(Checkout.Root, "tests", "surface.txt");
        var wanted = File.Exists(committed) ? File.ReadAllText(committed) : "";
        if (actual == wanted) return;

        var seen = Path.Combine(AppContext.BaseDirectory, "surface.txt");
        File.WriteAllText(seen, actual);
        Assert.Fail($"The cmdlets differ from tests/surface.txt. If that is meant: cp '{seen}' '{committed}'\n{Difference(wanted, actual)}");
    }

    [Fact]
    public void The_manifest_exports_each_cmdlet_and_nothing_else()
    {
        var manifest = File.ReadAllText(Path.Combine(Checkout.Root, "LyttleCluster.psd1"));
        var exported = CmdletsToExport().Match(manifest).Groups[1].Value;
        var names = Quoted().Matches(exported).Select(match => match.Groups[1].Value);
        Assert.Equal(_cmdlets.All.Select(cmdlet => cmdlet.Name), names);
    }

    [Fact]
    public void Every_way_to_call_a_cmdlet_leads_to_one_parameter_set()
    {
        var unclear =
            from cmdlet in _cmdlets.All
            from set in cmdlet.Sets
            let given = cmdlet.MandatoryIn(set).ToHashSet()
            let fitting = cmdlet.Sets.Where(other => Fits(cmdlet, other, given)).ToArray()
            where !fitting.Contains(set) || (fitting.Length > 1 && !fitting.Contains(cmdlet.DefaultSet))
            select $"{cmdlet.Name} with {(given.Count == 0 ? "nothing" : "-" + string.Join(" -", given))}: {string.Join(" or ", fitting)}";
        Assert.Empty(unclear);
    }

    [Fact]
    public void Positions_are_unique_in_each_set()
    {
        var twice =
            from cmdlet in _cmdlets.All
            from set in cmdlet.Sets
            from position in cmdlet.ParametersOf(set).GroupBy(parameter => parameter.PlaceIn(set)!.Position)
            where position.Key is not null && position.Count() > 1
            select $"{cmdlet.Name} {set} {position.Key}: {string.Join(", ", position.Select(parameter => parameter.Name))}";
        Assert.Empty(twice);
    }

    [Fact]
    public void Only_Add_and_New_take_a_name_from_a_property()
    {
        var wrong =
            from cmdlet in _cmdlets.All
            where !cmdlet.Name.StartsWith("Add-", StringComparison.Ordinal) && !cmdlet.Name.StartsWith("New-", StringComparison.Ordinal)
            from parameter in cmdlet.Parameters
            where parameter.Name == "Name" || parameter.Aliases.Contains("Name")
            where parameter.Places.Values.Any(place => place.FromProperty || place.FromPipeline)
            select $"{cmdlet.Name} -{parameter.Name}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_verb_that_changes_something_asks_first()
    {
        string[] changing = ["Add", "Set", "Remove", "Start", "Stop", "Restart", "Suspend", "Resume", "Invoke", "Unlock", "Undo", "Publish", "Import", "Install", "Uninstall", "Grant", "Revoke", "New"];
        Assert.All(_cmdlets.All, cmdlet => Assert.Equal(changing.Contains(cmdlet.Name.Split('-')[0]), cmdlet.ConfirmImpact is not null));
    }

    [Theory]
    [InlineData("Publish-ClusterDomain", "Medium")]
    [InlineData("Remove-ClusterContainer", "High")]
    [InlineData("Remove-ClusterDomain", "High")]
    [InlineData("Remove-ClusterNode", "High")]
    [InlineData("Remove-ClusterToken", "High")]
    [InlineData("Revoke-ClusterAccess", "High")]
    [InlineData("Restart-ClusterNode", "High")]
    [InlineData("Unlock-Cluster", "High")]
    [InlineData("Stop-ClusterContainer", "Medium")]
    public void The_impact_is_what_the_operator_has_to_confirm(string name, string impact) =>
        Assert.Equal(impact, _cmdlets.All.Single(cmdlet => cmdlet.Name == name).ConfirmImpact);

    [Fact]
    public void Every_cmdlet_takes_the_cluster_to_work_with()
    {
        var without = _cmdlets.All.Where(cmdlet => cmdlet.Parameters.All(parameter => parameter.Name != "Cluster")).Select(cmdlet => cmdlet.Name);
        // One makes the connection; the others are about this machine, about the cluster itself, or about files that have nothing to do with one.
        Assert.Equal(["Connect-Cluster", "Get-ClusterManager", "Install-ClusterService", "New-ClusterCertificate", "Start-ClusterManager", "Stop-ClusterManager", "Uninstall-ClusterService"], without);
    }

    private static bool Fits(BuiltCmdlet cmdlet, string set, IReadOnlySet<string> given) =>
        given.All(name => cmdlet.ParametersOf(set).Any(parameter => parameter.Name == name)) && cmdlet.MandatoryIn(set).All(given.Contains);

    private static string Difference(string wanted, string actual)
    {
        string[] before = wanted.Split('\n'), after = actual.Split('\n');
        return string.Join('\n', [.. before.Except(after).Select(line => "- " + line), .. after.Except(before).Select(line => "+ " + line)]);
    }

    [GeneratedRegex(@"CmdletsToExport\s*=\s*@\(([^)]*)\)")]
    private static partial Regex CmdletsToExport();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
