using LyttleCluster.Core.Access;

namespace LyttleCluster.ManagerTests.Access;

public class MethodGlobTests
{
    [Theory]
    [InlineData("*", "Nodes.Get", true)]
    [InlineData("Nodes.*", "Nodes.Get", true)]
    [InlineData("Nodes.*", "Domains.Get", false)]
    [InlineData("*.Get", "Nodes.Get", true)]
    [InlineData("*.Get", "Nodes.GetAll", false)]
    [InlineData("Nodes.Get", "nodes.get", false)]
    [InlineData("Nodes.?et", "Nodes.Set", true)]
    [InlineData("Nodes.[GS]et", "Nodes.Get", true)]
    [InlineData("Nodes.[!G]et", "Nodes.Get", false)]
    [InlineData("Nodes.[^G]et", "Nodes.Set", true)]
    [InlineData("Nodes.[F-H]et", "Nodes.Get", true)]
    [InlineData("Nodes.[]G]et", "Nodes.Get", true)]
    [InlineData("Nodes.\\*", "Nodes.Get", false)]
    [InlineData("Nodes.\\Get", "Nodes.Get", true)]
    [InlineData("*o*s*.*e*", "Nodes.Get", true)]
    [InlineData("Nodes", "Nodes.Get", false)]
    [InlineData("", "Nodes.Get", false)]
    [InlineData("*[", "Nodes.Get", false)]
    [InlineData("*[]", "Nodes.Get", false)]
    [InlineData("*\\", "Nodes.Get", false)]
    public void A_pattern_matches_as_in_a_shell_and_a_broken_one_nothing(string pattern, string method, bool matches) =>
        Assert.Equal(matches, MethodGlob.Matches(pattern, method));

    [Theory]
    [InlineData("Nodes.*", true)]
    [InlineData("[A-Z]*.Get", true)]
    [InlineData("Nodes.Get;", false)]
    [InlineData("Nodes Get", false)]
    [InlineData("Nodes.[", false)]
    [InlineData("", false)]
    public void What_can_match_nothing_is_no_pattern(string text, bool isPattern) => Assert.Equal(isPattern, MethodGlob.IsPattern(text));

    [Fact]
    public void A_long_row_of_stars_ends_in_time() => Assert.False(MethodGlob.Matches(string.Concat(Enumerable.Repeat("*a", 60)), new string('a', 40) + "b"));
}
