using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>What the agent's records prove, and what they do not.</summary>
public class ReleaseWitnessTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 4, 42, 33, TimeSpan.Zero);
    private static readonly Testimony Before = new(Start, Start.AddHours(-1), null, null, "n1");

    [Fact]
    public void The_current_release_is_not_proven_before_the_draft_has_followed()
    {
        Assert.Null(Judge(Look("ours", isWanted: true, isSettled: false) with { Node = After(true) }));
        Assert.Equal("Activated", Judge(Look("ours", isWanted: true, isSettled: true) with { Node = After(true) }));
    }

    [Fact]
    public void Nor_where_the_draft_said_so_before_and_nginx_has_not_been_reloaded_yet()
    {
        Assert.Null(Judge(Look("ours", isWanted: true, isSettled: true)));
        Assert.Equal("Activated", Judge(Look("ours", isWanted: true, isSettled: true) with { Node = After(null) with { Served = true } }));
    }

    [Fact]
    public void The_agents_own_word_on_our_reload_is_enough_although_another_has_edited_the_draft() =>
        Assert.Equal("Activated", Judge(Look("ours", isWanted: true, isSettled: false) with { Node = After(true) with { Correlation = "run" } }));

    [Theory]
    [InlineData("run", "ReloadNotTaken", "NotTaken")]
    [InlineData("run", "TooManyOldWorkers", "Refused")]
    [InlineData("run", "ReloadUnknown", null)]
    [InlineData("other", "ReloadNotTaken", null)]
    [InlineData(null, "ReloadFailed", null)]
    public void A_failed_reload_tells_only_where_it_is_ours_and_over(string? correlation, string code, string? outcome) =>
        Assert.Equal(outcome, Judge(Look("old", isWanted: false, isSettled: true) with { Node = After(false, code) with { Correlation = correlation } }));

    [Fact]
    public void A_release_that_is_written_and_not_current_yet_tells_nothing() =>
        Assert.Null(Judge(Look("old", isWanted: false, isSettled: true, "ours", "old")));

    [Fact]
    public void One_that_a_newer_one_has_replaced_has_moved()
    {
        Assert.Equal("Moved", Judge(Look("new", isWanted: false, isSettled: true, "new", "ours", "old")));
        Assert.Equal("Activated", Judge(Look("new", isWanted: true, isSettled: true, "new", "ours", "old") with { Node = After(true) }));
    }

    [Fact]
    public void After_a_restart_it_is_over_only_when_nothing_of_ours_is_left_and_nginx_serves_what_is_current()
    {
        var restarted = After(null) with { StartedAt = Start.AddSeconds(5), Served = true };
        Assert.Equal("Failed", Judge(Look("old", isWanted: false, isSettled: true) with { Node = restarted }));
        Assert.Null(Judge(Look("old", isWanted: false, isSettled: true) with { Node = restarted with { Served = false } }));
        Assert.Null(Judge(Look("old", isWanted: false, isSettled: true, "ours", "old") with { Node = restarted }));
        Assert.Null(Judge(Look("ours", isWanted: true, isSettled: false, "ours", "old") with { Node = restarted }));
        Assert.Equal("Activated", Judge(Look("ours", isWanted: true, isSettled: true, "ours", "old") with { Node = restarted }));
    }

    [Fact]
    public void What_is_live_already_is_unchanged_and_what_is_activated_again_was_so_by_a_reload()
    {
        Assert.Equal("Unchanged", Judge(Look("old", isWanted: true, isSettled: true, "old")));
        Assert.Null(Judge(Look("old", isWanted: true, isSettled: false, "old")));
        Assert.Equal("Unchanged", Judge(Look("old", isWanted: true, isSettled: true, "old"), isActivation: true));
        Assert.Equal("Activated", Judge(Look("old", isWanted: true, isSettled: true, "old") with { Node = After(true) }, isActivation: true));
    }

    [Fact]
    public void What_was_live_before_is_what_the_agent_noted_of_ours_and_not_the_next_older_one()
    {
        var look = Look("ours", isWanted: true, isSettled: true, "ours", "reverted", "first") with { Node = After(true) };
        Assert.Equal((null, false), PreviousOf(look));
        Assert.Equal(("first", true), PreviousOf(Noted(look, "first")));
        Assert.Equal((null, true), PreviousOf(Noted(look, null)));
        Assert.Equal(("first", true), PreviousOf(Noted(look with { Releases = look.Releases with { Current = "new", Releases = [new NginxApiReleaseInfo { Id = "new" }, .. look.Releases.Releases] } }, "first")));
        Assert.Equal((null, false), PreviousOf(Noted(Look("first", isWanted: true, isSettled: true, "reverted", "first") with { Node = After(true) }, "first"), isActivation: true));
        Assert.Equal(("first", true), PreviousOf(Look("first", isWanted: true, isSettled: true, "reverted", "first")));
        Assert.False(ReleaseWitness.Judge(Before, Look("old", isWanted: false, isSettled: true) with { Node = After(false, "ReloadNotTaken") with { Correlation = "run" } }, "run", false)!.IsPreviousKnown);
    }

    [Fact]
    public void The_state_of_all_entries_is_told_where_it_is_that_after_ours()
    {
        var ours = Look("ours", isWanted: true, isSettled: true) with { Node = After(true) with { Correlation = "run" } };
        Assert.Equal("tag", ReleaseWitness.Judge(Before, ours, "run", false)!.SetETag);
        Assert.Null(ReleaseWitness.Judge(Before, ours with { IsSettled = false }, "run", false)!.SetETag);
        Assert.Null(ReleaseWitness.Judge(Before, Look("new", isWanted: true, isSettled: true, "new", "ours") with { Node = After(true) }, "run", false)!.SetETag);
        Assert.Equal("tag", ReleaseWitness.Judge(Before, Look("old", isWanted: true, isSettled: true), "run", false)!.SetETag);
    }

    private static string? Judge(ReleaseLook look, bool isActivation = false) => ReleaseWitness.Judge(Before, look, "run", isActivation)?.Outcome.ToString();

    private static (string? Id, bool IsKnown) PreviousOf(ReleaseLook look, bool isActivation = false) =>
        ReleaseWitness.Judge(Before, look, "run", isActivation) is { } verdict ? (verdict.PreviousRelease, verdict.IsPreviousKnown) : default;

    private static ReleaseLook Noted(ReleaseLook look, string? previous) =>
        look with { Releases = look.Releases with { Releases = [.. look.Releases.Releases.Select(one => one with { Previous = one.Id == "ours" ? previous : "another", IsPreviousTold = true })] } };

    /// <summary>What it says 10 s later; with a reload since that went well or badly, or without one.</summary>
    private static Testimony After(bool? reloaded, string? code = null) =>
        Before with { Now = Start.AddSeconds(10), Last = reloaded is { } well ? new NginxApiLastReload(Start.AddSeconds(8), well, well ? null : "nginx's words", null) : null, Code = code };

    private static ReleaseLook Look(string current, bool isWanted, bool isSettled, params string[] releases) => new(
        After(null),
        new NginxApiReleases(current, [.. (releases is [] ? [current] : releases).Select(id => new NginxApiReleaseInfo { Id = id, CorrelationId = id == "ours" ? "run" : "somebody", IsCurrent = id == current })]),
        "tag",
        isWanted,
        isSettled);
}
