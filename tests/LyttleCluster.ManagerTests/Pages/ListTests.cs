using System.Net;
using System.Text.Json;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>Lists: filters, order, pages, and their other forms.</summary>
public class ListTests
{
    [Theory]
    [InlineData("/nodes")]
    [InlineData("/nodes/ams1")]
    [InlineData("/containers")]
    [InlineData("/domains")]
    [InlineData("/nginx")]
    [InlineData("/events")]
    [InlineData("/alerts")]
    [InlineData("/operations")]
    [InlineData("/certificates")]
    [InlineData("/locations")]
    [InlineData("/access")]
    [InlineData("/tokens")]
    [InlineData("/logs")]
    [InlineData("/dashboards")]
    [InlineData("/")]
    public async Task Every_list_comes_as_text_json_and_csv(string path)
    {
        await using var manager = await SamplePages.StartAsync();
        var (type, text) = await ReadAsync(manager, path + "?output=text");
        Assert.Equal("text/plain", type);
        Assert.Matches("^[A-Z]", text);
        (type, text) = await ReadAsync(manager, path + "?output=csv");
        Assert.Equal("text/csv", type);
        Assert.EndsWith("\r\n", text);
        (type, text) = await ReadAsync(manager, path + "?output=json");
        Assert.Equal("application/json", type);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(text).RootElement.GetProperty("items").ValueKind);
        using var refused = await manager.Client.GetAsync(path + "?output=xml");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Json_has_the_shape_of_the_api()
    {
        await using var manager = await SamplePages.StartAsync();
        var page = JsonDocument.Parse((await ReadAsync(manager, "/domains?output=json")).Text).RootElement.GetProperty("items");
        var api = JsonDocument.Parse((await ReadAsync(manager, "/api/v1/domains?cached=true")).Text).RootElement.GetProperty("items");
        Assert.Equal(
            api.EnumerateArray().Select(item => item.GetRawText()).Order(StringComparer.Ordinal),
            page.EnumerateArray().Select(item => item.GetRawText()).Order(StringComparer.Ordinal));
        Assert.Equal(3, page.GetArrayLength());
    }

    [Theory]
    [InlineData("/nodes?state=unreachable&output=csv", "fra2")]
    [InlineData("/nodes?location=eu/ams&sort=-name&output=csv", "ams3 ams2 ams1")]
    [InlineData("/nodes?owner=anna&output=csv", "ams1 ams2 ams3")]
    [InlineData("/nodes?q=env%3Dprod&location=us&output=csv", "nyc1")]
    [InlineData("/nodes?sort=-cpu&state=Ready&output=csv", "ams2 nyc1 ams1")]
    [InlineData("/containers?node=ams1&state=exited&output=csv", "backup migrate")]
    [InlineData("/containers?owner=platform&app=shop.example.com&output=csv", "shop shop shop")]
    [InlineData("/containers?location=eu/fra&health=unhealthy&output=csv", "mail mail")]
    [InlineData("/containers?q=service=service4&node=ams1&output=csv", "queue")]
    [InlineData("/domains?kind=redirect&output=csv", "old.example.com")]
    [InlineData("/locations?q=ams/&sort=-location&output=csv", "eu/ams/rack2 eu/ams/rack1")]
    public async Task Filters_and_order_narrow_and_sort(string path, string first)
    {
        await using var manager = await SamplePages.StartAsync();
        var lines = (await ReadAsync(manager, path)).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(first.Split(' '), lines.Skip(1).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_that_lead_to_each_other()
    {
        await using var manager = await PagesManager.StartAsync();
        var now = DateTimeOffset.UtcNow;
        manager.Watch.Set(Enumerable.Range(0, 450).Select(number => new Core.Watching.WatchedNode { Node = new ClusterNode { Name = $"n{number}" } }));
        var first = (await ReadAsync(manager, "/nodes?sort=name&q=n")).Text;
        Assert.Equal(200, Count(first, "data-key=\"n"));
        Assert.Contains("1 to 200 of 450", first, StringComparison.Ordinal);
        Assert.Contains("/nodes?q=n&amp;sort=name&amp;page=2", first, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"prev\"", first, StringComparison.Ordinal);
        var last = (await ReadAsync(manager, "/nodes?sort=name&q=n&page=3")).Text;
        Assert.Equal(50, Count(last, "data-key=\"n"));
        Assert.Contains("data-key=\"n449\"", last, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", last, StringComparison.Ordinal);
        // n2 stands before n10.
        Assert.True(first.IndexOf("data-key=\"n2\"", StringComparison.Ordinal) < first.IndexOf("data-key=\"n10\"", StringComparison.Ordinal));
        Assert.Equal(451, (await ReadAsync(manager, "/nodes?output=csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_head_of_a_table_tells_and_turns_its_order()
    {
        await using var manager = await SamplePages.StartAsync();
        var page = (await ReadAsync(manager, "/nodes?sort=name")).Text;
        Assert.Contains("aria-sort=\"ascending\"><a href=\"/nodes?sort=-name\">", page.Replace("\n", "", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using var refused = await manager.Client.GetAsync("/nodes?sort=shoesize");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("PageSortUnknown", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_the_nodes_stands_what_they_have_and_use()
    {
        await using var manager = await SamplePages.StartAsync();
        var page = (await ReadAsync(manager, "/nodes")).Text;
        Assert.Contains("data-key=\"TOTAL\"", page, StringComparison.Ordinal);
        Assert.Contains("48 CPUs", page, StringComparison.Ordinal);
        Assert.Contains("data-key=\"USAGE\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("a\r\n=1+1", "a␍␊=1+1")]
    [InlineData("", "")]
    public void Csv_holds_text_and_no_formulas(string value, string field) => Assert.Equal(field, CsvText.Field(value));

    [Fact]
    public void Text_is_aligned()
    {
        var lines = AlignedText.Lines(["NAME", "CPU"], [false, true], [["a", "1"], ["longer", "12.5"], ["e\u001b[2J", ""]]);
        Assert.Equal(["NAME     CPU", "a          1", "longer  12.5", "e␛[2J"], lines);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<(string? Type, string Text)> ReadAsync(PagesManager manager, string path)
    {
        using var answer = await manager.Client.GetAsync(path);
        Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
        return (answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }
}
