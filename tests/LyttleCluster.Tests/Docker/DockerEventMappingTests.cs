using System.Text.Json;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class DockerEventMappingTests
{
    [Theory]
    [InlineData("container", "die", "exitCode", "0", EventSeverity.Information, "Container web ended with exit code 0.")]
    [InlineData("container", "die", "exitCode", "1", EventSeverity.Error, "Container web ended with exit code 1.")]
    [InlineData("container", "die", "exitCode", "137", EventSeverity.Warning, "Container web ended with exit code 137.")]
    [InlineData("container", "kill", "signal", "9", EventSeverity.Warning, "Container web was sent signal 9.")]
    [InlineData("container", "kill", "signal", "15", EventSeverity.Information, "Container web was sent signal 15.")]
    [InlineData("container", "oom", "image", "x", EventSeverity.Error, "Container web ran out of memory.")]
    [InlineData("container", "health_status: unhealthy", "image", "x", EventSeverity.Warning, "Container web is unhealthy.")]
    [InlineData("container", "health_status: healthy", "image", "x", EventSeverity.Information, "Container web is healthy.")]
    [InlineData("container", "exec_start: sh -c secret", "image", "x", EventSeverity.Debug, "Container web runs a command.")]
    [InlineData("container", "exec_die", "exitCode", "1", EventSeverity.Debug, "Container web has run a command: exit code 1.")]
    [InlineData("container", "rename", "oldName", "/old", EventSeverity.Information, "Container web was renamed from old.")]
    [InlineData("container", "create", "image", "nginx:1", EventSeverity.Information, "Container web was created from nginx:1.")]
    [InlineData("volume", "mount", "driver", "local", EventSeverity.Debug, "Volume web reports mount.")]
    [InlineData("gizmo", "frobnicate", "a", "b", EventSeverity.Information, "Gizmo web reports frobnicate.")]
    public void Tells_what_happened(string type, string action, string key, string value, EventSeverity severity, string message)
    {
        var item = new DockerEvent
        {
            Type = type, Action = action, TimeNano = 1_795_243_506_036_317_509,
            Actor = new DockerActor { ID = "id1", Attributes = new Dictionary<string, string> { ["name"] = "web", [key] = value } },
        }.ToModel("n1");
        Assert.Equal((severity, message), (item.Severity, item.Message));
        Assert.Equal(("n1", "web", "id1", value), (item.Node, item.Name, item.Id, item.Attributes[key]));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_243_506).AddTicks(363_175), item.Timestamp);
    }

    [Fact]
    public void What_follows_the_action_is_an_attribute()
    {
        var item = new DockerEvent { Type = "container", Action = "health_status: unhealthy" }.ToModel("n1");
        Assert.Equal(("health_status", "unhealthy"), (item.Action, item.Attributes["health_status"]));
        var exec = new DockerEvent { Type = "container", Action = "exec_create: sh -c 'a: b' " }.ToModel("n1");
        Assert.Equal(("exec_create", "sh -c 'a: b'"), (exec.Action, exec.Attributes["command"]));
    }

    [Fact]
    public void An_event_with_nothing_in_it_does_no_harm()
    {
        var item = JsonSerializer.Deserialize("""{"Type":"","Actor":{"ID":null,"Attributes":null},"time":5}"""u8, DockerJson.Default.DockerEvent)!.ToModel("n1");
        Assert.Equal(("unknown", "", DateTimeOffset.FromUnixTimeSeconds(5)), (item.Type, item.Name, item.Timestamp));
    }

    [Fact]
    public void Control_characters_of_a_name_stay_out_of_the_message()
    {
        var actor = new DockerActor { ID = "x", Attributes = new Dictionary<string, string> { ["name"] = "we\u001b[31mb\n2" } };
        var item = new DockerEvent { Type = "container", Action = "start", Actor = actor }.ToModel("n1");
        Assert.Equal("Container we␛[31mb␊2 was started.", item.Message);
    }
}
