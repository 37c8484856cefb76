using LyttleCluster.Core.Alerts;
using static LyttleCluster.ManagerTests.Alerts.AlertScene;

namespace LyttleCluster.ManagerTests.Alerts;

public class AlertEngineTests
{
    private static readonly AlertCondition Web1 = Away("web1");

    [Fact]
    public void A_node_is_told_of_after_a_minute_and_when_it_is_back()
    {
        var scene = new AlertScene().Begin(Web1).Wait(59);
        Assert.Empty(scene.Told);
        Assert.Equal(AlertState.Pending, scene.Alert(Web1)!.State);
        scene.Wait(1);
        Assert.Equal(["Began NodeUnreachable node/web1"], scene.Told);
        Assert.Equal(AlertState.Active, scene.Alert(Web1)!.State);
        Assert.Equal(Start, scene.Alert(Web1)!.Since);

        scene.End(Web1).Wait(9);
        Assert.Single(scene.Told);
        scene.Wait(1);
        Assert.Equal("Resolved NodeUnreachable node/web1", scene.Told[1]);
        Assert.Equal(AlertState.Resolved, scene.Alert(Web1)!.State);
        Assert.Equal(Start.AddSeconds(60), scene.Alert(Web1)!.EndedAt);
    }

    [Fact]
    public void What_is_short_is_told_to_nobody_neither_that_it_began_nor_that_it_ended()
    {
        var scene = new AlertScene().Begin(Web1).Wait(40).End(Web1).Wait(600);
        Assert.Empty(scene.Told);
        Assert.Null(scene.Alert(Web1));
    }

    [Fact]
    public void It_is_told_again_rarely_while_it_goes_on()
    {
        var scene = new AlertScene().Begin(Web1).Wait(60 + (3 * 3600));
        Assert.Single(scene.Told);
        scene.Wait(3600 + 60);
        Assert.Equal("Reminder NodeUnreachable node/web1", scene.Told[1]);
        scene.Wait(3 * 86_400);
        Assert.Equal(5, scene.Told.Count);
    }

    [Fact]
    public void A_pause_shorter_than_its_rest_is_the_same_alert()
    {
        var scene = new AlertScene().Begin(Web1).Wait(60);
        var id = scene.Alert(Web1)!.Id;
        scene.End(Web1).Wait(5).Begin(Web1).Wait(120);
        Assert.Single(scene.Told);
        Assert.Equal(id, scene.Alert(Web1)!.Id);
        Assert.Equal(2, scene.Alert(Web1)!.Count);
    }

    [Fact]
    public void What_comes_and_goes_is_told_once_until_it_rests()
    {
        var scene = new AlertScene();
        for (var i = 0; i < 30; i++) scene.Begin(Web1).Wait(20).End(Web1).Wait(20);
        Assert.Equal(["Flapping NodeUnreachable node/web1"], scene.Told);
        Assert.Equal(AlertState.Flapping, scene.Alert(Web1)!.State);

        scene.Wait(AlertEngine.FlapRest.TotalSeconds);
        Assert.Equal(["Flapping NodeUnreachable node/web1", "Resolved NodeUnreachable node/web1"], scene.Told);
    }

    [Fact]
    public void What_flapped_and_stays_bad_is_told_as_such()
    {
        var scene = new AlertScene();
        for (var i = 0; i < 8; i++) scene.Begin(Web1).Wait(20).End(Web1).Wait(20);
        scene.Begin(Web1).Wait(AlertEngine.FlapRest.TotalSeconds + 1);
        Assert.Equal(["Flapping NodeUnreachable node/web1", "Began NodeUnreachable node/web1"], scene.Told);
        Assert.Equal(AlertState.Active, scene.Alert(Web1)!.State);
    }

    [Fact]
    public void Five_times_an_hour_is_no_flapping()
    {
        var scene = new AlertScene();
        for (var i = 0; i < AlertEngine.FlapLimit; i++) scene.Begin(Web1).Wait(20).End(Web1).Wait(720);
        Assert.Empty(scene.Told);
        for (var i = 0; i < 4 * AlertEngine.FlapLimit; i++) scene.Begin(Web1).Wait(20).End(Web1).Wait(880);
        Assert.Empty(scene.Told);
    }

    [Theory]
    [InlineData("NodeUnreachable", "node/web1", true)]
    [InlineData("Node*", "node/*", true)]
    [InlineData("*", "NODE/WEB1", true)]
    [InlineData("NodeDegraded", "*", false)]
    [InlineData("*", "node/web2", false)]
    public void What_is_suspended_is_shown_and_told_to_nobody(string rule, string target, bool isQuiet)
    {
        var scene = new AlertScene { Suspensions = { new AlertSuspension { Rule = rule, Target = target, Until = Start.AddMinutes(10) } } };
        scene.Begin(Web1).Wait(300);
        Assert.Equal(isQuiet ? AlertState.Suspended : AlertState.Active, scene.Alert(Web1)!.State);
        Assert.Equal(isQuiet ? Start.AddMinutes(10) : null, scene.Alert(Web1)!.SuspendedUntil);
        Assert.Equal(isQuiet ? 0 : 1, scene.Told.Count);
    }

    [Fact]
    public void A_suspension_ends_by_itself_and_what_is_still_so_is_told_then()
    {
        var scene = new AlertScene { Suspensions = { new AlertSuspension { Rule = "*", Target = "*", Until = Start.AddMinutes(10) } } };
        scene.Begin(Web1).Wait(599);
        Assert.Empty(scene.Told);
        scene.Wait(1);
        Assert.Equal(["Began NodeUnreachable node/web1"], scene.Told);
        Assert.Null(scene.Alert(Web1)!.SuspendedUntil);
    }

    [Fact]
    public void What_ends_while_it_is_suspended_is_over_without_a_word()
    {
        var scene = new AlertScene().Begin(Web1).Wait(60);
        scene.Suspensions.Add(new AlertSuspension { Rule = "*", Target = "*", Until = Start.AddHours(10) });
        scene.Wait(10).End(Web1).Wait(60);
        Assert.Equal(["Began NodeUnreachable node/web1"], scene.Told);
    }

    [Fact]
    public void Nobody_is_told_of_a_node_that_was_taken_out_of_use()
    {
        var scene = new AlertScene { SuspendedNodes = { "web1" } };
        scene.Begin(Web1, Died("web1", "blog")).Wait(600);
        Assert.Empty(scene.Told);
        Assert.Equal(AlertState.Suspended, scene.Alert(Web1)!.State);
        scene.SuspendedNodes.Clear();
        scene.Look();
        Assert.Equal(["Began NodeUnreachable node/web1"], scene.Told);
    }

    [Fact]
    public void A_third_of_the_nodes_together_is_one_word()
    {
        var nodes = Enumerable.Range(1, 4).Select(i => Away($"web{i}")).ToArray();
        var scene = new AlertScene { NodeCount = 12 };
        scene.Begin(nodes[0]).Wait(5).Begin(nodes[1..]).Wait(300);
        Assert.Equal(["Began ManyNodesUnreachable cluster"], scene.Told);
        Assert.Contains("4 of 12 nodes do not answer: web1, web2, web3, web4.", scene.Book.Alerts.Single(alert => alert.Rule == "ManyNodesUnreachable").Summary, StringComparison.Ordinal);

        scene.End(nodes).Wait(60);
        Assert.Equal(["Began ManyNodesUnreachable cluster", "Resolved ManyNodesUnreachable cluster"], scene.Told);
    }

    [Fact]
    public void The_one_that_stays_away_after_the_others_are_back_is_told_of()
    {
        var nodes = Enumerable.Range(1, 4).Select(i => Away($"web{i}")).ToArray();
        var scene = new AlertScene { NodeCount = 12 };
        scene.Begin(nodes).Wait(300).End(nodes[1..]).Wait(120);
        Assert.Equal(["Began ManyNodesUnreachable cluster", "Began NodeUnreachable node/web1", "Resolved ManyNodesUnreachable cluster"], scene.Told);
    }

    [Fact]
    public void Many_nodes_one_after_the_other_are_told_of_one_by_one()
    {
        var scene = new AlertScene { NodeCount = 9 };
        for (var i = 1; i <= 4; i++) scene.Begin(Away($"web{i}")).Wait(300);
        Assert.Equal(["Began NodeUnreachable node/web1", "Began NodeUnreachable node/web2", "Began NodeUnreachable node/web3", "Began NodeUnreachable node/web4"], scene.Told);
    }

    [Fact]
    public void Two_of_three_nodes_are_no_mass()
    {
        var scene = new AlertScene { NodeCount = 3 };
        scene.Begin(Away("web1"), Away("web2")).Wait(100);
        Assert.Equal(2, scene.Told.Count);
    }

    [Fact]
    public void What_lies_on_a_node_that_is_away_says_nothing_new()
    {
        var scene = new AlertScene();
        scene.Begin(Web1, Died("web1", "blog"), Condition(AlertRules.DiskFull, "disk/web1:/", "web1"), Died("web2", "shop")).Wait(600);
        Assert.Equal(["Began ContainerDied container/web2/shop", "Began NodeUnreachable node/web1"], scene.Told);
    }

    [Fact]
    public void Nobody_is_told_that_a_node_is_well_because_it_has_gone()
    {
        var degraded = Condition(AlertRules.NodeDegraded, "node/web1", "web1");
        var scene = new AlertScene();
        scene.Begin(degraded).Wait(70).End(degraded).Begin(Web1).Wait(300);
        Assert.Equal(["Began NodeDegraded node/web1", "Began NodeUnreachable node/web1"], scene.Told);
        scene.End(Web1).Wait(60);
        Assert.Equal(["Resolved NodeDegraded node/web1", "Resolved NodeUnreachable node/web1"], scene.Told.Skip(2));
    }

    [Fact]
    public void A_certificate_that_ended_is_not_told_as_one_that_ends_no_more()
    {
        var ends = Condition(AlertRules.CertificateExpiring, "certificate/example.com");
        var scene = new AlertScene().Begin(ends);
        scene.Begin(Condition(AlertRules.CertificateExpired, "certificate/example.com")).End(ends).Wait(60);
        Assert.Equal(["Began CertificateExpiring certificate/example.com", "Began CertificateExpired certificate/example.com"], scene.Told);
    }

    [Fact]
    public void A_loop_is_told_and_not_each_end_of_it()
    {
        var loop = Condition(AlertRules.ContainerRestarting, "container/web1/blog", "web1");
        var scene = new AlertScene();
        scene.Begin(loop);
        for (var i = 0; i < 10; i++) scene.Begin(Died("web1", "blog")).Wait(20).End(Died("web1", "blog")).Wait(5);
        Assert.Equal(["Began ContainerRestarting container/web1/blog"], scene.Told);
    }

    [Theory]
    [InlineData(-120, false)] // it began long before
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(200, false)] // it began long after the end
    public void What_our_own_stop_explains_is_told_to_nobody(int beganAfter, bool isExplained)
    {
        var stop = Operation("Containers.Stop", new ClusterOperationStep { Number = 1, Target = "container/web1/blog", Node = "web1", Action = "Stop", State = OperationStepState.Succeeded }, 60, 70);
        var scene = new AlertScene { Now = Start.AddSeconds(60 + beganAfter) };
        scene.Changes.AddRange(OwnChange.Of(stop));
        scene.Begin(Died("web1", "blog"), Died("web1", "shop")).Wait(20);
        Assert.Equal(!isExplained, scene.Told.Contains("Began ContainerDied container/web1/blog"));
        Assert.Contains("Began ContainerDied container/web1/shop", scene.Told);

        // A container that was stopped stays so, also when the operation is forgotten.
        scene.Changes.Clear();
        scene.Wait(4000);
        Assert.Equal(!isExplained, scene.Told.Contains("Began ContainerDied container/web1/blog"));
    }

    [Fact]
    public void A_node_that_we_restart_has_five_minutes()
    {
        var restart = Operation("Nodes.Restart", new ClusterOperationStep { Number = 1, Target = "node/web1", Node = "web1", Action = "Restart", State = OperationStepState.Succeeded }, 0, 10);
        var scene = new AlertScene();
        scene.Changes.AddRange(OwnChange.Of(restart));
        scene.Begin(Web1).Wait(300);
        Assert.Empty(scene.Told);
        scene.Wait(15);
        Assert.Equal(["Began NodeUnreachable node/web1"], scene.Told);
    }

    [Fact]
    public void What_we_cause_does_not_count_as_flapping()
    {
        var scene = new AlertScene();
        for (var i = 0; i < 10; i++)
        {
            scene.Changes.Clear();
            var seconds = (int)(scene.Now - Start).TotalSeconds;
            scene.Changes.AddRange(OwnChange.Of(Operation("Containers.Restart", new ClusterOperationStep { Number = 1, Target = "container/web1/blog", Node = "web1", Action = "Restart", State = OperationStepState.Succeeded }, seconds, seconds + 5)));
            scene.Begin(Died("web1", "blog")).Wait(5).End(Died("web1", "blog")).Wait(60);
        }

        Assert.Empty(scene.Told);
    }

    [Fact]
    public void A_reload_explains_that_its_nginx_is_not_well_for_a_moment()
    {
        var reload = Operation("Nginx.Reload", new ClusterOperationStep { Number = 1, Target = "nginx/web1", Node = "web1", Action = "Reload", State = OperationStepState.Succeeded }, 0, 90);
        var scene = new AlertScene();
        scene.Changes.AddRange(OwnChange.Of(reload));
        scene.Begin(Condition(AlertRules.NodeDegraded, "node/web1", "web1")).Wait(149);
        Assert.Empty(scene.Told);
        scene.Wait(10);
        Assert.Equal(["Began NodeDegraded node/web1"], scene.Told);
    }

    [Fact]
    public void A_manager_that_starts_again_tells_nobody_twice()
    {
        var scene = new AlertScene().Begin(Web1, Died("web2", "blog")).Wait(70);
        Assert.Equal(2, scene.Told.Count);
        var file = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(AlertBookFile.Of(scene.Book), Core.StateJson.Default.AlertBookFile);

        // Nobody has looked yet: nothing is over.
        var next = new AlertScene { Now = scene.Now.AddSeconds(30), Book = System.Text.Json.JsonSerializer.Deserialize(file, Core.StateJson.Default.AlertBookFile)!.ToBook(), UnknownSources = { "node/web1", "node/web2" } };
        next.Wait(300);
        Assert.Empty(next.Told);
        Assert.Equal(AlertState.Active, next.Alert(Web1)!.State);

        next.UnknownSources.Clear();
        next.Begin(Web1).Wait(20);
        Assert.Equal(["Resolved ContainerDied container/web2/blog"], next.Told);
        Assert.Equal(scene.Alert(Web1)!.Id, next.Alert(Web1)!.Id);
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_nothing_waiting()
    {
        var scene = new AlertScene().Begin(Web1).Wait(30);
        scene.Now -= TimeSpan.FromHours(5);
        scene.Look().Wait(60);
        Assert.Equal(["Began NodeUnreachable node/web1"], scene.Told);
        scene.Now -= TimeSpan.FromHours(5);
        scene.End(Web1).Wait(10);
        Assert.Equal("Resolved NodeUnreachable node/web1", scene.Told[^1]);
    }

    [Fact]
    public void What_gets_more_urgent_is_told_anew()
    {
        var scene = new AlertScene();
        var certificate = Condition(AlertRules.CertificateExpiring, "certificate/example.com");
        scene.Begin(certificate with { Stage = 1 }).Wait(4 * 86_400);
        scene.Begin(certificate with { Stage = 2 }).Wait(60);
        Assert.Equal(["Began CertificateExpiring certificate/example.com", "Worsened CertificateExpiring certificate/example.com"], scene.Told);
    }

    [Fact]
    public void A_failed_operation_is_told_once_and_has_no_end_to_tell()
    {
        var failed = Condition(AlertRules.OperationFailed, "operation/1");
        var scene = new AlertScene().Begin(failed).Wait(60).End(failed).Wait(60);
        Assert.Equal(["Began OperationFailed operation/1"], scene.Told);
        Assert.Equal(AlertState.Resolved, scene.Alert(failed)!.State);
    }

    [Fact]
    public void The_book_is_bounded_and_says_so()
    {
        var scene = new AlertScene { NodeCount = 50_000 };
        scene.Begin([.. Enumerable.Range(0, 3 * AlertEngine.MostEntries).Select(i => Condition(AlertRules.ContainerUnhealthy, $"container/web/{i:D5}", "web"))]);
        scene.Now += TimeSpan.FromSeconds(70);
        scene.Look();
        Assert.InRange(scene.Book.Entries.Count, AlertEngine.MostEntries, AlertEngine.MostEntries + 2);
        Assert.Contains("Began TooManyAlerts cluster", scene.Told);
    }

    [Fact]
    public void What_is_over_is_forgotten_after_a_day()
    {
        var scene = new AlertScene().Begin(Web1).Wait(70).End(Web1).Wait(20);
        Assert.NotNull(scene.Alert(Web1));
        scene.Wait(86_400 + 120);
        Assert.Null(scene.Alert(Web1));
        Assert.Empty(scene.Book.Entries);
        Assert.Empty(scene.Book.Past);
    }

    [Fact]
    public void Nothing_new_is_nothing_changed()
    {
        var scene = new AlertScene().Begin(Web1).Wait(70);
        var book = scene.Book;
        scene.Wait(10);
        Assert.Same(book.Entries, scene.Book.Entries);
    }

    private static ClusterOperation Operation(string kind, ClusterOperationStep step, int began, int ended) => new()
    {
        Id = "1",
        Kind = kind,
        Summary = "",
        Author = "ann",
        StartedAt = Start.AddSeconds(began),
        EndedAt = Start.AddSeconds(ended),
        Outcome = OperationOutcome.Succeeded,
        Steps = [step],
    };
}
