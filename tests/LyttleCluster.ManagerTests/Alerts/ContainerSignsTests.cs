using LyttleCluster.Core.Alerts;

namespace LyttleCluster.ManagerTests.Alerts;

public class ContainerSignsTests
{
    private const string Id = "4f0c";
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ContainerSigns _signs = new("web1", new HashSet<string>());
    private DateTimeOffset _now = Start;

    [Fact]
    public void One_that_ends_badly_has_died_until_it_runs_again()
    {
        List(Container(ContainerState.Running));
        Hear("die", ("exitCode", "1"));
        Assert.Equal(["ContainerDied"], Rules());
        See(Container(ContainerState.Exited, 1));
        Assert.Contains("ended with exit code 1", Found().Single().Summary, StringComparison.Ordinal);
        Hear("start");
        Assert.Empty(Rules());
    }

    [Fact]
    public void One_that_ends_well_has_not_died()
    {
        List(Container(ContainerState.Running));
        Hear("die", ("exitCode", "0"));
        See(Container(ContainerState.Exited, 0));
        Assert.Empty(Rules());
    }

    [Theory]
    [InlineData("15", "143")]
    [InlineData("9", "137")]
    [InlineData("SIGINT", "1")]
    public void One_that_was_asked_to_end_has_not_died(string signal, string code)
    {
        List(Container(ContainerState.Running));
        Hear("kill", ("signal", signal));
        _now += TimeSpan.FromSeconds(300);
        Hear("die", ("exitCode", code));
        See(Container(ContainerState.Exited, int.Parse(code, null)));
        Assert.Empty(Rules());
    }

    [Fact]
    public void A_stop_that_is_told_of_after_the_end_explains_it()
    {
        List(Container(ContainerState.Running));
        Hear("kill", ("signal", "28"));
        Hear("die", ("exitCode", "3"));
        Assert.Equal(["ContainerDied"], Rules());
        Hear("stop");
        Assert.Empty(Rules());
    }

    [Fact]
    public void A_signal_to_read_the_configuration_again_asks_for_no_end()
    {
        List(Container(ContainerState.Running));
        Hear("kill", ("signal", "1"));
        Hear("die", ("exitCode", "1"));
        Assert.Equal(["ContainerDied"], Rules());
    }

    [Fact]
    public void Out_of_memory_is_said()
    {
        List(Container(ContainerState.Running));
        Hear("oom");
        Hear("die", ("exitCode", "137"));
        Assert.Contains("137, out of memory", Found().Single().Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lay_there_ended_is_how_somebody_left_it()
    {
        List(Container(ContainerState.Exited, 1));
        Assert.Empty(Rules());
        Assert.False(_signs.IsWorthALook);
    }

    [Fact]
    public void An_end_that_no_event_told_of_is_seen_in_the_list()
    {
        List(Container(ContainerState.Running));
        List(Container(ContainerState.Exited, 2));
        Assert.Equal(["ContainerDied"], Rules());
        List(Container(ContainerState.Running));
        List(Container(ContainerState.Exited, 143));
        Assert.Empty(Rules());
    }

    [Fact]
    public void One_that_had_died_for_the_process_before_still_has()
    {
        var signs = new ContainerSigns("web1", new HashSet<string> { "container/web1/blog" });
        signs.List([Container(ContainerState.Exited, 1), Container(ContainerState.Exited, 1) with { Id = "2", Name = "shop" }], Start);
        Assert.Equal("container/web1/blog", Assert.Single(signs.Of(Start, [])).Target);
    }

    [Fact]
    public void Three_ends_in_ten_minutes_are_a_loop_until_it_has_run_as_long()
    {
        List(Container(ContainerState.Running));
        for (var i = 0; i < 3; i++)
        {
            Hear("die", ("exitCode", "0"));
            _now += TimeSpan.FromSeconds(30);
            Hear("start");
        }

        Assert.Equal(["ContainerRestarting"], Rules());
        _now += TimeSpan.FromMinutes(9);
        Assert.Equal(["ContainerRestarting"], Rules());
        _now += TimeSpan.FromMinutes(2);
        Assert.Empty(Rules());
        Assert.False(_signs.IsWorthALook);
    }

    [Fact]
    public void One_that_the_engine_cannot_get_to_run_is_a_loop()
    {
        List(Container(ContainerState.Restarting, 1));
        Assert.Empty(Rules());
        _now += TimeSpan.FromSeconds(61);
        Assert.Equal(["ContainerRestarting"], Rules());
    }

    [Fact]
    public void Health_is_the_engines_word_while_it_runs()
    {
        List(Container(ContainerState.Running) with { Health = ContainerHealth.Unhealthy });
        Assert.Equal(["ContainerUnhealthy"], Rules());
        See(Container(ContainerState.Running) with { Health = ContainerHealth.Healthy });
        Assert.Empty(Rules());
    }

    [Fact]
    public void What_is_removed_is_forgotten()
    {
        List(Container(ContainerState.Running));
        Hear("die", ("exitCode", "1"));
        Hear("destroy");
        Assert.Empty(Rules());
        List(Container(ContainerState.Running));
        Hear("die", ("exitCode", "1"));
        List();
        Assert.False(_signs.IsWorthALook);
    }

    private static ClusterContainer Container(ContainerState state, int? code = null) =>
        new() { Node = "web1", Name = "blog", Id = Id, Image = "blog:1", State = state, ExitCode = code };

    private void List(params ClusterContainer[] all) => _signs.List(all, _now);

    private void See(ClusterContainer container) => _signs.See(container, _now);

    private void Hear(string action, params (string Key, string Value)[] attributes) => _signs.Hear(
        new ClusterEvent { Node = "web1", Timestamp = _now, Type = "container", Action = action, Id = Id, Name = "blog", Attributes = attributes.ToDictionary(pair => pair.Key, pair => pair.Value) }, _now);

    private IReadOnlyList<AlertCondition> Found() => _signs.Of(_now, []);

    private string[] Rules() => [.. Found().Select(condition => condition.Rule)];
}
