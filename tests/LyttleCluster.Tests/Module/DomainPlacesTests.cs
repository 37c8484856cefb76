using LyttleCluster.Module;

namespace LyttleCluster.Tests.Module;

public class DomainPlacesTests
{
    [Fact]
    public void Domains_without_nodes_are_one_request_for_all_nodes() => Assert.Equal(["* : a b"], Of(("a", ""), ("b", ""), ("A", "")));

    [Fact]
    public void A_full_table_is_one_request() => Assert.Equal(["web1 web2 : a b"], Of(("a", "web1"), ("b", "web1"), ("b", "web2"), ("a", "WEB2"), ("a", "web1")));

    [Fact]
    public void Pairs_that_are_no_full_table_lead_nowhere_else() => Assert.Equal(["web1 : a", "web2 web3 : a b"], Of(("a", "web1"), ("a", "web2 web3"), ("b", "web2"), ("b", "web3")));

    [Fact]
    public void What_is_meant_everywhere_is_not_repeated_for_one_node() => Assert.Equal(["* : a", "web1 : b"], Of(("a", "web1"), ("b", "web1"), ("a", ""), ("a", "web2")));

    [Fact]
    public void Nothing_is_no_request() => Assert.Empty(Of());

    [Theory]
    [InlineData("shop.example.com", "shop.example.com")]
    [InlineData("*.example.com", "`*.example.com")]
    [InlineData("shop*", "shop*")]
    public void A_domain_for_all_names_below_is_not_all_domains_below(string name, string pattern)
    {
        Assert.Equal(pattern, DomainPattern.Exactly(name));
        Assert.Equal(name, DomainPattern.Name(pattern));
    }

    private static IEnumerable<string> Of(params (string Domain, string Nodes)[] added)
    {
        var places = new DomainPlaces();
        foreach (var (domain, nodes) in added) places.Add(domain, nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return places.Selections().Select(selection => $"{(selection.Nodes.Count == 0 ? "*" : string.Join(' ', selection.Nodes))} : {string.Join(' ', selection.Names)}");
    }
}
