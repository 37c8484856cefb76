using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LyttleCluster.Tests.Module;

/// <summary>The committed help against the built cmdlets: <c>./build.sh docs</c> makes it anew, people write its words.</summary>
public sealed partial class HelpTests : IDisposable
{
    private static readonly string Pages = Path.Combine(Checkout.Root, "docs", "en-US");
    private static readonly string Maml = Path.Combine(Checkout.Root, "en-US", "LyttleCluster.Module.dll-Help.xml");
    private static readonly string About = Path.Combine(Checkout.Root, "en-US", "about_LyttleCluster.help.txt");

    /// <summary>Parameters of PowerShell's own.</summary>
    private static readonly string[] Confirming = ["Confirm", "WhatIf"];

    private readonly BuiltCmdlets _cmdlets = new();
    private readonly Dictionary<string, XElement> _help = XDocument.Load(Maml).Descendants().Where(element => element.Name.LocalName == "command" && element.HasElements)
        .ToDictionary(command => Child(Child(command, "details"), "name").Value);

    public void Dispose() => _cmdlets.Dispose();

    [Fact]
    public void Every_cmdlet_has_its_page_and_its_help_and_nothing_else_has()
    {
        var names = _cmdlets.All.Select(cmdlet => cmdlet.Name).ToList();
        Assert.Equal(names, _help.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(names, PagesOfCmdlets().Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));
        var listed = LinkInList().Matches(File.ReadAllText(Path.Combine(Pages, "LyttleCluster.md"))).Select(match => match.Groups[1].Value);
        Assert.Equal(names, listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_is_described() => Assert.All(_cmdlets.All, cmdlet =>
    {
        var described = Children(Child(_help[cmdlet.Name], "parameters"), "parameter").ToList();
        Assert.Equal(ParametersOf(cmdlet), described.Select(NameOf).Order(StringComparer.Ordinal));
        Assert.All(described, parameter => Assert.True(TextOf(parameter, "description").Length > 20, $"{cmdlet.Name} -{NameOf(parameter)}"));
    });

    [Fact]
    public void The_syntax_is_that_of_the_parameter_sets() => Assert.All(_cmdlets.All, cmdlet =>
    {
        var shown = Children(Child(_help[cmdlet.Name], "syntax"), "syntaxItem").Select(item => Signature(Children(item, "parameter").Select(NameOf)));
        var built = cmdlet.Sets.Select(set => Signature(cmdlet.ParametersOf(set).Select(parameter => parameter.Name).Concat(ConfirmingOf(cmdlet))));
        Assert.Equal(built.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void The_outputs_are_the_cmdlets_own() => Assert.All(_cmdlets.All, cmdlet =>
    {
        var shown = Children(Child(_help[cmdlet.Name], "returnValues"), "returnValue").Select(value => Child(Child(value, "type"), "name").Value);
        Assert.Equal(cmdlet.OutputTypes.Select(type => type == "Void" ? "None" : type), shown.Select(type => type.Split('.')[^1]));
    });

    [Fact]
    public void Every_cmdlet_is_told_in_words_and_examples() => Assert.All(_cmdlets.All, cmdlet =>
    {
        var help = _help[cmdlet.Name];
        Assert.InRange(TextOf(Child(help, "details"), "description").Length, 15, 120);
        Assert.True(TextOf(help, "description").Length > 100, cmdlet.Name);
        var examples = Children(Child(help, "examples"), "example").Select(example => TextOf(example, "introduction")).ToList();
        Assert.InRange(examples.Count, 2, 6);
        Assert.All(examples, example => Assert.StartsWith("PS> ", example, StringComparison.Ordinal));
        Assert.Contains(examples, example => example.Contains(cmdlet.Name, StringComparison.Ordinal));
    });

    [Fact]
    public void Nothing_is_left_to_fill_in_and_no_date_or_fence_gets_through()
    {
        Assert.All(AllFiles(), file => Assert.DoesNotContain("{{", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Pages), page => Assert.DoesNotContain("ms.date", File.ReadAllText(page), StringComparison.Ordinal));
        Assert.DoesNotContain("```", File.ReadAllText(Maml), StringComparison.Ordinal);
    }

    /// <summary>A word for word promise: what an operator learned at one cmdlet holds at every other.</summary>
    [Theory]
    [InlineData("Cluster", "Disconnect-Cluster", "Get-ClusterConnection")] // There it is the object itself.
    [InlineData("Node", "Get-NginxLog", "Get-NginxStatus", "Invoke-NginxReload", "Test-NginxConfiguration", "Set-ClusterDomain", "Get-ClusterAlert")] // There a node needs an nginx_api, or need not be there.
    [InlineData("ThrottleLimit")]
    [InlineData("TimeoutSec", "Invoke-NginxReload", "Publish-ClusterDomain")] // There it is the whole reload, however long nginx works on it.
    [InlineData("Domain", "Set-ClusterDomain", "Import-ClusterDomain")] // There it may be a name that is no domain yet.
    [InlineData("WhatIf")]
    [InlineData("Confirm")]
    public void A_parameter_that_all_share_reads_the_same_everywhere(string parameter, params string[] except)
    {
        var texts =
            from command in _help
            where !except.Contains(command.Key)
            from described in Children(Child(command.Value, "parameters"), "parameter")
            where NameOf(described) == parameter
            select TextOf(described, "description");
        Assert.Single(texts.Distinct());
    }

    [Fact]
    public void Error_ids_and_cmdlets_that_the_help_names_exist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var ids = sources.SelectMany(source => QuotedId().Matches(source)).Select(match => match.Groups[1].Value).ToHashSet();
        var texts = AllFiles().Select(File.ReadAllText).ToList();
        var named = texts.SelectMany(text => NamedError().Matches(text)).SelectMany(match => match.Groups[1].Captures.Concat(match.Groups[2].Captures)).Select(capture => capture.Value).Distinct().ToList();
        Assert.True(named.Count > 20, string.Join(' ', named));
        Assert.Empty(named.Except(ids));

        var cmdlets = _cmdlets.All.Select(cmdlet => cmdlet.Name);
        Assert.Empty(texts.SelectMany(text => CmdletOfOurs().Matches(text)).Select(match => match.Value).Distinct().Except(cmdlets));
    }

    private static IEnumerable<string> AllFiles() => [.. Directory.EnumerateFiles(Pages), Maml, About];

    private static IEnumerable<string> PagesOfCmdlets() => Directory.EnumerateFiles(Pages, "*-*.md");

    private static string[] ConfirmingOf(BuiltCmdlet cmdlet) => cmdlet.ConfirmImpact is null ? [] : Confirming;

    private static IEnumerable<string> ParametersOf(BuiltCmdlet cmdlet) =>
        cmdlet.Parameters.Select(parameter => parameter.Name).Concat(ConfirmingOf(cmdlet)).Order(StringComparer.Ordinal);

    private static string Signature(IEnumerable<string> parameters) => string.Join(' ', parameters.Order(StringComparer.Ordinal));

    private static XElement Child(XElement element, string name) => Children(element, name).Single();

    private static IEnumerable<XElement> Children(XElement element, string name) => element.Elements().Where(child => child.Name.LocalName == name);

    private static string NameOf(XElement parameter) => Child(parameter, "name").Value;

    private static string TextOf(XElement element, string name) => Child(element, name).Value.Trim();

    [GeneratedRegex(@"^### \[([A-Z]\w+-\w+)\]", RegexOptions.Multiline)]
    private static partial Regex LinkInList();

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex QuotedId();

    // "the error X", "the warning X", "Errors to expect: X, Y (why) and Z."
    [GeneratedRegex(@"\b(?:error|warning) ([A-Z][a-z]+(?:[A-Z][a-z]+)+)|rrors to expect:(?:[^.]*?\b([A-Z][a-z]+(?:[A-Z][a-z]+)+)\b)+")]
    private static partial Regex NamedError();

    [GeneratedRegex(@"\b[A-Z][a-z]+-Cluster[A-Za-z]*\b")]
    private static partial Regex CmdletOfOurs();
}
