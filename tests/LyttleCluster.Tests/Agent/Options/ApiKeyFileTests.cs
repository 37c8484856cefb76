using System.Runtime.Versioning;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Options;

public sealed class ApiKeyFileTests
{
    [Fact]
    public void A_key_a_line_with_an_optional_right()
    {
        var keys = ApiKeyFile.Parse("# made by ops\r\n\nfirst-key-0123456789\r\n  second-key-0123456789\tviewer  \nthird-key-0123456789 operator", "keys");
        Assert.Equal([Right.PlatformAdmin, Right.Viewer, Right.Operator], keys.Select(key => key.Right));
        Assert.Equal(ApiKey.HashOf("second-key-0123456789"), keys[1].Hash);
        Assert.Matches("^2-[0-9a-f]{12}$", keys[1].Id);
    }

    [Theory]
    [InlineData("good-key-0123456789\nsecret-key-0123456789 root", "line 2: the role is not viewer, operator or platform-admin")]
    [InlineData("secret-key-0123456789 viewer extra", "line 1: there is more than a key and a role")]
    [InlineData("secret", "line 1: the key has fewer than 16 characters")]
    [InlineData("secret viewer", "line 1: the key has fewer than 16 characters")]
    public void A_wrong_line_is_named_and_not_shown(string text, string expected)
    {
        var refusal = Assert.Throws<ClusterException>(() => ApiKeyFile.Parse(text, "/etc/keys"));
        Assert.Equal("AgentApiKeyLineInvalid", refusal.ErrorId);
        Assert.Contains($"/etc/keys, {expected}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message + refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_key_is_refused() =>
        Assert.Equal("AgentApiKeyFileEmpty", Assert.Throws<ClusterException>(() => ApiKeyFile.Parse("# none\n\n", "keys")).ErrorId);

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_use_is_refused(UnixFileMode others)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["keys"], "first-key-0123456789");
        File.SetUnixFileMode(folder["keys"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Single(ApiKeyFile.Read(folder["keys"]));

        File.SetUnixFileMode(folder["keys"], UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        File.CreateSymbolicLink(folder["link"], folder["keys"]);
        foreach (var path in new[] { folder["keys"], folder["link"] })
        {
            var refusal = Assert.Throws<ClusterException>(() => ApiKeyFile.Read(path));
            Assert.Equal("ServiceFileTooOpen", refusal.ErrorId);
            Assert.Contains("chmod 600", refusal.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("ServiceFileNotFound", Assert.Throws<ClusterException>(() => ApiKeyFile.Read("/nowhere/keys")).ErrorId);
}
