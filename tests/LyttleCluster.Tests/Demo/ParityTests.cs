using System.Text.RegularExpressions;
using System.Xml.Linq;
using LyttleCluster.Demo.Printing;

namespace LyttleCluster.Tests.Demo;

/// <summary>The demo has two forms; nobody sees both on one machine, so these hold them together.</summary>
public partial class ParityTests
{
    [Fact]
    public void Both_demos_have_the_same_steps_in_the_same_order()
    {
        var cmdlets = Steps(ScriptStep(), "demo", "demo.ps1").Select(line => Variable().Replace(line, "{$1}").Replace("${", "{", StringComparison.Ordinal)).ToList();
        Assert.True(cmdlets.Count > 60);
        var engine = Steps(EngineStep(), "demo", "LyttleCluster.Demo", "MainJob.cs").Concat(Steps(EngineStep(), "demo", "LyttleCluster.Demo", "MainJob.Domains.cs")).Concat(Steps(EngineStep(), "demo", "LyttleCluster.Demo", "MainJob.Manager.cs"));
        Assert.Equal(cmdlets, engine.Select(line => line.Replace("{State}", "{state}", StringComparison.Ordinal)));
    }

    public static TheoryData<string, string> Tables => new()
    {
        { nameof(Views.Connection), "ClusterConnection" },
        { nameof(Views.Node), "ClusterNode" },
        { nameof(Views.Check), "ClusterCheck" },
        { nameof(Views.Container), "ClusterContainer" },
        { nameof(Views.Log), "ClusterLogEntry" },
        { nameof(Views.Event), "ClusterEvent" },
        { nameof(Views.Operation), "ClusterOperation" },
        { nameof(Views.NginxStatus), "NginxStatus" },
        { nameof(Views.NginxReload), "NginxReloadResult" },
        { nameof(Views.Domain), "ClusterDomain" },
        { nameof(Views.DomainResult), "ClusterDomainResult" },
        { nameof(Views.NginxLog), "NginxLogEntry" },
        { nameof(Views.Manager), "ClusterManager" },
    };

    [Theory, MemberData(nameof(Tables))]
    public void A_table_of_the_engines_demo_has_the_columns_of_the_view(string table, string view)
    {
        var formats = XDocument.Load(Path.Combine(Checkout.Root, "src", "LyttleCluster.Module", "LyttleCluster.Format.ps1xml"));
        var headers = formats.Descendants("View").First(one => one.Element("Name")!.Value == view && one.Element("TableControl") is not null)
            .Descendants("TableColumnHeader").Select(header => $"{header.Element("Label")!.Value} {header.Element("Width")?.Value ?? "0"}");
        var shown = (ITable)typeof(Views).GetField(table)!.GetValue(null)!;
        Assert.Equal(headers, shown.Heads);
    }

    private static List<string> Steps(Regex step, params string[] path) =>
        [.. step.Matches(File.ReadAllText(Path.Combine([Checkout.Root, .. path]))).Select(match => match.Groups["line"].Success ? match.Groups["line"].Value : Separator().Replace(match.Groups["visit"].Value, ""))];

    /// <summary>What stands between the words of a visit, in either language.</summary>
    [GeneratedRegex("[',\"]")]
    private static partial Regex Separator();

    [GeneratedRegex("""^ *(Step (?<quote>['"])(?<line>.+?)\k<quote> |(Visit|Browse) (?<visit>.+))""", RegexOptions.Multiline)]
    private static partial Regex ScriptStep();

    [GeneratedRegex("""(StepAsync\(\$?"(?<line>[^"]+)",|(Visit|Browse)Async\(\$?(?<visit>".+)\);)""")]
    private static partial Regex EngineStep();

    [GeneratedRegex(@"\$(web\d|address\d|api\d|key\d|proxy\d|blog|shop|state|other|manager)\b")]
    private static partial Regex Variable();
}
