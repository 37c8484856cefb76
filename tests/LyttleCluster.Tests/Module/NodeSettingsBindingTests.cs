using System.Collections;
using System.Net;
using System.Security;
using LyttleCluster.Core;
using LyttleCluster.Module;

namespace LyttleCluster.Tests.Module;

public class NodeSettingsBindingTests
{
    [Fact]
    public void What_is_not_given_stays()
    {
        var binding = Bind(("Location", "eu/rack1"));
        Assert.Equal(new NodeSettings { Location = "eu/rack1" }, binding.Settings);
        Assert.Empty(binding.Clear);
    }

    [Theory]
    [InlineData("Location", "", nameof(NodeSettings.Location))]
    [InlineData("Docker", null, nameof(NodeSettings.Docker))]
    [InlineData("Label", null, nameof(NodeSettings.Labels))]
    [InlineData("Owner", null, nameof(NodeSettings.Owners))]
    public void What_is_given_as_nothing_is_cleared(string parameter, object? value, string setting)
    {
        var binding = Bind((parameter, value));
        Assert.Equal(new NodeSettings(), binding.Settings);
        Assert.Equal([setting], binding.Clear);
    }

    [Fact]
    public void An_empty_hashtable_and_an_empty_array_clear_too() =>
        Assert.Equal([nameof(NodeSettings.Labels), nameof(NodeSettings.Owners)], Bind(("Label", new Hashtable()), ("Owner", Array.Empty<string>())).Clear);

    [Fact]
    public void Paths_of_files_become_absolute() => Assert.Equal("/full/ca.pem", Bind(("DockerCACertificatePath", "ca.pem")).Settings.DockerCACertificatePath);

    [Fact]
    public void Every_setting_can_be_given_and_cleared()
    {
        string[] parameters = ["Docker", "DockerCertificatePath", "DockerKeyPath", "DockerCACertificatePath", "NginxApi", "NginxApiKey", "NginxApiKeyFile", "NginxApiCertificatePath", "NginxApiKeyPath", "NginxApiCACertificatePath", "Address", "PublishAddress", "ProxyAddress", "PortRange", "Location", "Label", "Owner"];
        var cleared = Bind([.. parameters.Select(name => (name, (object?)null))]).Clear;
        Assert.Equal(typeof(NodeSettings).GetProperties().Select(property => property.Name).Order(), cleared.Order());
    }

    [Fact]
    public void A_key_is_typed_or_read_from_a_file_but_not_both()
    {
        using var typed = new NetworkCredential("", "typed").SecurePassword;
        using var nothing = new SecureString();
        Assert.Equal("typed", Bind(("NginxApiKey", typed)).Settings.NginxApiKey!.Reveal());
        Assert.Equal("SecretFileNotFound", Assert.Throws<ClusterException>(() => Bind(("NginxApiKeyFile", "no-such.key")).Settings).ErrorId);
        Assert.Equal("NginxApiKeyAmbiguous", Assert.Throws<ClusterException>(() => Bind(("NginxApiKey", typed), ("NginxApiKeyFile", "a.key")).Settings).ErrorId);
        Assert.Equal([nameof(NodeSettings.NginxApiKey)], Bind(("NginxApiKey", nothing), ("NginxApiKeyFile", "")).Clear);
    }

    private static NodeSettingsBinding Bind(params (string Name, object? Value)[] given) =>
        new(given.ToDictionary(pair => pair.Name, pair => pair.Value), path => "/full/" + path);
}
