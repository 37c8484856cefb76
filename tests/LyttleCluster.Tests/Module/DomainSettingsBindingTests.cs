using System.Collections;
using LyttleCluster.Core;
using LyttleCluster.Module;

namespace LyttleCluster.Tests.Module;

public class DomainSettingsBindingTests
{
    private static readonly string[] Parameters =
    [
        "Alias", "Upstream", "LeastConnections", "App", "Root", "RedirectTo", "RedirectStatus", "RedirectKeepPath", "Tls", "CertificatePath", "CertificateKeyPath",
        "CustomConfiguration", "Node", "NodeLabel", "Location", "Owner",
    ];

    [Fact]
    public void What_is_not_given_stays()
    {
        var binding = Bind(("Name", "shop.example.com"), ("Tls", true));
        Assert.Equal(new DomainSettings { Tls = true }, binding.Settings);
        Assert.Empty(binding.Clear);
    }

    [Fact]
    public void A_switch_that_is_given_as_off_is_off_and_not_cleared()
    {
        var binding = Bind(("Tls", false), ("RedirectKeepPath", false), ("LeastConnections", false));
        Assert.Equal(new DomainSettings { Tls = false, RedirectKeepPath = false, LeastConnections = false }, binding.Settings);
        Assert.Empty(binding.Clear);
    }

    [Theory]
    [InlineData("CustomConfiguration", "", nameof(DomainSettings.CustomConfiguration))]
    [InlineData("CertificatePath", null, nameof(DomainSettings.CertificatePath))]
    [InlineData("NodeLabel", null, nameof(DomainSettings.NodeLabels))]
    [InlineData("Node", null, nameof(DomainSettings.Nodes))]
    public void What_is_given_as_nothing_is_cleared(string parameter, object? value, string setting)
    {
        var binding = Bind((parameter, value));
        Assert.Equal(new DomainSettings(), binding.Settings);
        Assert.Equal([setting], binding.Clear);
    }

    [Fact]
    public void An_empty_hashtable_and_an_empty_array_clear_too() => Assert.Equal(
        [nameof(DomainSettings.Aliases), nameof(DomainSettings.NodeLabels)], Bind(("NodeLabel", new Hashtable()), ("Alias", Array.Empty<string>())).Clear);

    [Fact]
    public void Every_setting_can_be_given()
    {
        string[] names = ["www.example.com"];
        ClusterUpstream[] upstreams = [new("http://10.0.0.5:8080")];
        var settings = Bind(
            ("Alias", names), ("Upstream", upstreams), ("LeastConnections", true), ("App", "blog"), ("Root", "/srv/www"), ("RedirectTo", "https://example.org"),
            ("RedirectStatus", 308), ("RedirectKeepPath", true), ("Tls", true), ("CertificatePath", "c.pem"), ("CertificateKeyPath", "k.pem"),
            ("CustomConfiguration", "gzip on;"), ("Node", names), ("NodeLabel", new Hashtable { ["tier"] = "front" }), ("Location", names), ("Owner", names)).Settings;
        Assert.All(typeof(DomainSettings).GetProperties(), property => Assert.NotNull(property.GetValue(settings)));
        Assert.Equal(308, settings.RedirectStatus);
        Assert.Equal("c.pem", settings.CertificatePath); // A path of the nodes: not made absolute here.
        Assert.Equal(new Dictionary<string, string> { ["tier"] = "front" }, settings.NodeLabels);
    }

    [Fact]
    public void Every_setting_can_be_cleared() => Assert.Equal(
        typeof(DomainSettings).GetProperties().Select(property => property.Name).Order(), Bind([.. Parameters.Select(name => (name, (object?)null))]).Clear.Order());

    private static DomainSettingsBinding Bind(params (string Name, object? Value)[] given) => new(given.ToDictionary(pair => pair.Name, pair => pair.Value));
}
