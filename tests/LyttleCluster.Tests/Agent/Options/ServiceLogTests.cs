using System.Text.Json;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Tests.Agent.Options;

public sealed class ServiceLogTests
{
    [Fact]
    public void A_line_of_text()
    {
        using var writer = new StringWriter();
        new ServiceLog(writer, LogFormat.Text, new ManualTimeProvider()).Warn("Refused\nforged line", ("code", "X"), ("absent", null), ("count", 3));
        Assert.Equal("2026-01-02T03:04:05.000Z warn: Refused␊forged line (code=X, count=3)" + Environment.NewLine, writer.ToString());
    }

    [Fact]
    public void A_line_of_JSON()
    {
        using var writer = new StringWriter();
        new ServiceLog(writer, LogFormat.Json, new ManualTimeProvider()).Error("It \"failed\"\n", ("path", "/a\u001b[31m"), ("absent", null), ("count", 3), ("good", true));
        var line = Assert.Single(writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(["timestamp", "level", "message", "path", "count", "good"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("It \"failed\"␊", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("count").GetInt32());
    }
}
