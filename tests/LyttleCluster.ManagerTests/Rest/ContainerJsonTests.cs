using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Manager.Rest;

namespace LyttleCluster.ManagerTests.Rest;

public class ContainerJsonTests
{
    private static readonly ClusterContainer Full = new()
    {
        Node = "web1", Name = "blog", Id = new string('a', 64), Image = "registry.example.test/blog:1", State = ContainerState.Exited, StateText = "exited",
        Health = ContainerHealth.Unhealthy, Status = "Exited (137) 2 hours ago", ExitCode = 137, RestartCount = 4, App = "blog",
        Ports = [new ClusterPort { ContainerPort = 80, HostPort = 8080, HostAddress = "::", Protocol = "tcp" }, new ClusterPort { ContainerPort = 53, Protocol = "udp" }],
        Labels = new Dictionary<string, string> { ["role"] = "web", ["note"] = "" }!,
        CreatedAt = new DateTimeOffset(2026, 11, 21, 6, 23, 9, TimeSpan.Zero).AddTicks(1234500), ObservedAt = new DateTimeOffset(2026, 11, 21, 6, 23, 9, TimeSpan.Zero),
    };

    [Fact]
    public void It_writes_what_the_serialiser_writes()
    {
        Assert.Equal(Library(Full), Fast(Full));
        var bare = new ClusterContainer { Node = "n", Name = "c", Id = "", Image = "" };
        Assert.Equal(Library(bare), Fast(bare));
        foreach (var state in Enum.GetValues<ContainerState>()) Assert.Equal(Library(Full with { State = state }), Fast(Full with { State = state }));
        foreach (var health in Enum.GetValues<ContainerHealth>()) Assert.Equal(Library(Full with { Health = health }), Fast(Full with { Health = health }));
    }

    [Theory]
    [InlineData("quote \" backslash \\ slash / tab \t newline \n nul \0 bell \a delete \x7f")]
    [InlineData("Grüße, 日本語, 🐳, <script>&'+")]
    [InlineData("half \ud83d of a character")]
    [InlineData("\u0085\u2028\u2029\ufeff\ue000\u200b\u00ad")]
    public void Any_text_is_written_as_the_serialiser_writes_it(string text)
    {
        var container = Full with { Name = text, Status = text, Labels = new Dictionary<string, string> { [text] = text }! };
        Assert.Equal(Library(container), Fast(container));
        Assert.Equal(Library(container), Fast(container with { Name = text }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1_000_000)]
    [InlineData(9_999_999)]
    [InlineData(5_000_000)]
    [InlineData(20_000_000)]
    public void Times_have_no_zeros_at_their_end(long ticks)
    {
        var container = Full with { CreatedAt = new DateTimeOffset(2026, 10, 20, 10, 20, 30, TimeSpan.Zero).AddTicks(ticks), ObservedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3.5)).AddTicks(ticks) };
        Assert.Equal(Library(container), Fast(container));
    }

    [Fact]
    public void No_property_is_missing()
    {
        using var json = JsonDocument.Parse(Fast(Full));
        var wanted = typeof(ClusterContainer).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        Assert.Equal(wanted.Order(), json.RootElement.EnumerateObject().Select(property => property.Name).Order());
        var ports = typeof(ClusterPort).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        Assert.Equal(ports.Order(), json.RootElement.GetProperty("ports")[0].EnumerateObject().Select(property => property.Name).Order());
    }

    [Fact]
    public void Text_longer_than_the_buffer_is_whole()
    {
        var container = Full with { Status = new string('ü', 200_000), Image = new string('"', 100_000) };
        Assert.Equal(Library(container), Fast(container));
    }

    private static string Fast(ClusterContainer container)
    {
        using var buffer = new AnswerBuffer();
        ContainerJson.Write(buffer, container);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private static string Library(ClusterContainer container)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) JsonSerializer.Serialize(json, container, ApiJson.Default.ClusterContainer);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
