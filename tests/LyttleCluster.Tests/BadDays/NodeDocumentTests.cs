using LyttleCluster.Core;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Tests.BadDays;

/// <summary>By its description is told whether a node is as wanted already: different settings must never look the same.</summary>
public class NodeDocumentTests
{
    [Theory]
    [InlineData("1,b=2")]
    [InlineData("1\" b=2")]
    [InlineData("1\",b=\"2")]
    [InlineData("1\\\",b=2")]
    public void A_value_that_looks_like_more_labels_is_one_value(string value)
    {
        var one = Labelled(("a", value));
        Assert.NotEqual(Labelled(("a", "1"), ("b", "2")), one);
        Assert.NotEqual(Labelled(("a", value + "\"")), one);
        Assert.NotEqual(Labelled(("a", "\"" + value)), one);
    }

    [Fact]
    public void A_value_that_looks_like_another_setting_is_a_value() =>
        Assert.NotEqual(Labelled(("a", "1 Owners=ann")), Describe(new NodeSettings { Labels = new Dictionary<string, string> { ["a"] = "1" }, Owners = ["ann"] }));

    [Fact]
    public void An_owner_with_a_comma_is_one_owner() =>
        Assert.NotEqual(Describe(new NodeSettings { Owners = ["ann,bob"] }), Describe(new NodeSettings { Owners = ["ann", "bob"] }));

    [Fact]
    public void What_separates_nothing_stands_as_it_is() =>
        Assert.Equal(@"Labels=path=C:\data,tier=front", Labelled(("tier", "front"), ("path", @"C:\data")));

    private static string Labelled(params (string Key, string Value)[] labels) =>
        Describe(new NodeSettings { Labels = labels.ToDictionary(label => label.Key, label => label.Value) });

    private static string Describe(NodeSettings settings) => new NodeDocument { Name = "web1", Settings = settings }.Describe();
}
