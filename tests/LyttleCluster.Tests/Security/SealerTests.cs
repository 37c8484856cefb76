using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.Core.State;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Security;

public sealed class SealerTests : IDisposable
{
    private static readonly SealedName Name = new(new DocumentKey("node", "web1"), "NginxApiKey")
    {
        Node = "web1",
        GivenBy = "Set-ClusterNode -Node web1 -NginxApiKeyFile FILE",
    };

    private readonly TemporaryFolder _folder = new();

    private KeyFile File => KeyFile.Beside(Path.Combine(_folder.Path, "state.db"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a key")]
    [InlineData("")]
    [InlineData("ключ 🔑\n")]
    public void What_was_sealed_opens_again_in_another_process(string text)
    {
        var value = new Sealer(File).Seal(Name, new Secret(text));
        Assert.Equal(text, new Sealer(File).Open(Name, value).Reveal());
    }

    [Fact]
    public void The_same_secret_is_sealed_differently_each_time_and_known_all_the_same()
    {
        var sealer = new Sealer(File);
        var (one, other) = (sealer.Seal(Name, new Secret("k")), sealer.Seal(Name, new Secret("k")));
        Assert.NotEqual(one.Body, other.Body);
        Assert.True(sealer.IsSealed(Name, one, new Secret("k")));
        Assert.False(sealer.IsSealed(Name, one, new Secret("K")));
        Assert.False(sealer.IsSealed(Name, null, new Secret("k")));
    }

    [Theory]
    [InlineData("web2", "NginxApiKey")]
    [InlineData("web1", "OtherKey")]
    public void A_sealed_value_does_not_open_where_it_was_copied_to(string document, string field)
    {
        var sealer = new Sealer(File);
        var value = sealer.Seal(Name, new Secret("k"));
        var elsewhere = Name with { Document = new DocumentKey("node", document), Field = field };
        Assert.Equal("SealedValueDamaged", Assert.Throws<ClusterException>(() => sealer.Open(elsewhere, value)).ErrorId);
        Assert.False(sealer.IsSealed(elsewhere, value, new Secret("k")));
    }

    [Fact]
    public void A_value_that_was_tampered_with_is_refused_wherever_it_was_changed()
    {
        var sealer = new Sealer(File);
        var value = sealer.Seal(Name, new Secret("a secret"));
        var bytes = Convert.FromBase64String(value.Body);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            AssertDamaged(Convert.ToBase64String(changed));
        }

        AssertDamaged("");
        AssertDamaged("not base64!");
        AssertDamaged(Convert.ToBase64String(bytes.AsSpan(0, 27)));

        void AssertDamaged(string body) =>
            Assert.Equal("SealedValueDamaged", Assert.Throws<ClusterException>(() => sealer.Open(Name, value with { Body = body })).ErrorId);
    }

    [Fact]
    public void A_lost_key_file_is_said_with_what_is_lost_and_what_to_do()
    {
        var value = new Sealer(File).Seal(Name, new Secret("k"));
        var kept = File.Path + ".kept";
        System.IO.File.Move(File.Path, kept);

        var gone = Assert.Throws<ClusterException>(() => new Sealer(File).Open(Name, value));
        Assert.Equal(("SealedValueLost", "web1", "node/web1"), (gone.ErrorId, gone.Node, gone.TargetName));
        Assert.Contains("NginxApiKey of node/web1", gone.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", gone.Message, StringComparison.Ordinal);
        Assert.Contains(Name.GivenBy, gone.Remedy, StringComparison.Ordinal);

        // A new secret makes a new key; the old value is still told apart, and both open once the lines are put together.
        var sealer = new Sealer(File);
        var later = sealer.Seal(Name, new Secret("new"));
        Assert.Contains("is not in the key file", Assert.Throws<ClusterException>(() => sealer.Open(Name, value)).Message, StringComparison.Ordinal);
        System.IO.File.AppendAllLines(File.Path, System.IO.File.ReadAllLines(kept));
        Assert.Equal("k", sealer.Open(Name, value).Reveal());
        Assert.Equal("new", sealer.Open(Name, later).Reveal());
    }

    [Fact]
    public void A_secret_shows_itself_to_nobody_who_did_not_ask()
    {
        var value = new Sealer(File).Seal(Name, new Secret("hunter2"));
        Assert.DoesNotContain("hunter2", $"{new Secret("hunter2")}{value}{value.Body}{SealingKey.Make()}", StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", System.Text.Json.JsonSerializer.Serialize(new Secret("hunter2")), StringComparison.Ordinal);
        Assert.DoesNotContain(value.Body, value.ToString(), StringComparison.Ordinal);
    }
}
