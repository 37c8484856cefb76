using System.Runtime.Versioning;
using LyttleCluster.Core;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Security;

[UnsupportedOSPlatform("windows")]
public sealed class SecretFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "api.key");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("the-key")]
    [InlineData("the-key\n")]
    [InlineData("\r\n# for web1\r\n  the-key  \r\n")]
    [InlineData("the-key platform-admin\nanother viewer\n")]
    [InlineData("the-key\tviewer")]
    public void The_first_word_counts(string text)
    {
        Write(text);
        Assert.Equal("the-key", SecretFile.Read(Path).Reveal());
    }

    [Fact]
    public void What_is_wrong_with_it_is_said_without_its_contents()
    {
        Assert.Equal("SecretFileNotFound", Failure().ErrorId);
        Write("# no key\n\n");
        Assert.Equal("SecretFileEmpty", Failure().ErrorId);
        Write(new string('x', 100_000));
        Assert.Equal("SecretFileUnreadable", Failure().ErrorId);

        Write("the-key");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var exposed = Failure();
        Assert.Equal("SecretFileExposed", exposed.ErrorId);
        Assert.Contains($"chmod 600 '{Path}'", exposed.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("the-key", exposed.Message + exposed.Remedy, StringComparison.Ordinal);

        File.Delete(Path);
        Directory.CreateDirectory(Path);
        Assert.Equal("SecretFileUnreadable", Failure().ErrorId);
    }

    private ClusterException Failure() => Assert.Throws<ClusterException>(() => SecretFile.Read(Path));

    private void Write(string text)
    {
        File.WriteAllText(Path, text);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
