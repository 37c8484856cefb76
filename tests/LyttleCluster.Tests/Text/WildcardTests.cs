using LyttleCluster.Core.Text;

namespace LyttleCluster.Tests.Text;

public class WildcardTests
{
    [Theory]
    [InlineData("web1", "WEB1", true)]
    [InlineData("web*", "web12", true)]
    [InlineData("*b*2", "web12", true)]
    [InlineData("web?", "web1", true)]
    [InlineData("web?", "web12", false)]
    [InlineData("web[1-3]", "web2", true)]
    [InlineData("web[1-3]", "web4", false)]
    [InlineData("[A-C]x", "bx", true)]
    [InlineData("a[bc]d", "acd", true)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("a`*b", "a*b", true)]
    [InlineData("a`*b", "axb", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a**", "a", true)]
    [InlineData("*a*b", "xaxbxb", true)]
    [InlineData("*[0-9]x*y", "a1xb2xcy", true)]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void Matches_as_PowerShell_does(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Wildcard.Matches(pattern, text));

    [Theory]
    [InlineData("web1", false)]
    [InlineData("web*", true)]
    [InlineData("we[b]", true)]
    public void Tells_a_pattern_from_a_name(string text, bool expected) => Assert.Equal(expected, Wildcard.IsPattern(text));

    [Fact]
    public void Labels_match_when_all_wanted_ones_are_there()
    {
        var labels = new Dictionary<string, string> { ["tier"] = "front", ["disk"] = "ssd" };
        Assert.True(Wildcard.MatchesAll(new Dictionary<string, string> { ["tier"] = "f*" }, labels));
        Assert.False(Wildcard.MatchesAll(new Dictionary<string, string> { ["tier"] = "f*", ["zone"] = "*" }, labels));
    }
}
