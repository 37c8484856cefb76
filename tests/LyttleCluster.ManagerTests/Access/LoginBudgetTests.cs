using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.Access;

public class LoginBudgetTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("203.0.113.9");
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly LoginBudget _budget;

    public LoginBudgetTests() => _budget = new LoginBudget(_time);

    [Fact]
    public void Ten_wrong_ones_and_then_one_every_six_seconds()
    {
        Fail(Attacker, 9);
        Assert.Null(_budget.Wait(Attacker, "next"));
        Fail(Attacker, 1);
        Assert.Equal(6, _budget.Wait(Attacker, "next"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _budget.Wait(Attacker, "next"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_budget.Wait(Attacker, "next"));
        Fail(Attacker, 1);
        Assert.Equal(6, _budget.Wait(Attacker, "next"));
        _time.Advance(TimeSpan.FromMinutes(2));
        Fail(Attacker, 9);
        Assert.Null(_budget.Wait(Attacker, "next"));
    }

    [Fact]
    public void Others_are_not_held_up()
    {
        _budget.Succeeded(Attacker, "their colleague's");
        Fail(Attacker, 100);
        Assert.NotNull(_budget.Wait(Attacker, "any"));
        Assert.Null(_budget.Wait(IPAddress.Parse("203.0.113.10"), "any"));
        Assert.Null(_budget.Wait(Attacker, "their colleague's"));
    }

    [Fact]
    public void One_IPv6_network_is_one_source_and_an_IPv4_address_is_itself_in_either_form()
    {
        for (var i = 1; i <= 10; i++) _budget.Failed(IPAddress.Parse($"2001:db8:0:1::{i}"));
        Assert.NotNull(_budget.Wait(IPAddress.Parse("2001:db8:0:1:ffff::1"), "any"));
        Assert.Null(_budget.Wait(IPAddress.Parse("2001:db8:0:2::1"), "any"));
        Fail(Attacker, 10);
        Assert.NotNull(_budget.Wait(Attacker.MapToIPv6(), "any"));
        Assert.Null(_budget.Wait(IPAddress.Parse("203.0.113.10").MapToIPv6(), "any"));
    }

    [Fact]
    public void A_flood_of_addresses_does_not_let_the_worst_go()
    {
        Fail(Attacker, 50);
        for (var i = 0; i < 30_000; i++) _budget.Failed(new IPAddress(BitConverter.GetBytes(i | 0x0100_0000)));
        Assert.NotNull(_budget.Wait(Attacker, "any"));
    }

    [Fact]
    public async Task The_manager_says_how_long_to_wait_and_lets_the_right_ones_in()
    {
        await using var host = await GateHost.TlsAsync([GateHost.Answering("GET", "/read", "Nodes.Get")]);
        var secret = await host.TokenAsync("ci", AccessRole.Viewer);
        using var right = host.ClientWithToken(secret);
        using var wrong = host.ClientWithToken("lyttle_guess-that-must-not-be-logged");
        host.Ssl!.User("alice", "ca");
        using var alice = host.Client("alice");
        Assert.Equal("ci", await right.GetStringAsync("/read"));
        HttpResponseMessage last;
        var tries = 0;
        do last = await wrong.GetAsync("/read");
        while (last.StatusCode == HttpStatusCode.Unauthorized && ++tries < 50);
        Assert.InRange(tries, 10, 12);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.InRange(last.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 6);
        Assert.Equal("ci", await right.GetStringAsync("/read"));
        Assert.Equal("alice", await alice.GetStringAsync("/read"));
        // Signing in counts with the rest: the caller is anonymous there, and other sites are no matter.
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", "lyttle_other-guess"), KeyValuePair.Create("csrf", "")]);
        using var signIn = await host.Client().PostAsync("/sign-in", form);
        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
        Assert.DoesNotContain("guess", host.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, host.Log.ToString(), StringComparison.Ordinal);
    }

    private void Fail(IPAddress address, int times)
    {
        for (var i = 0; i < times; i++) _budget.Failed(address);
    }
}
