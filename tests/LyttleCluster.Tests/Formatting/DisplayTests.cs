using System.Collections;
using LyttleCluster.Formatting;

namespace LyttleCluster.Tests.Formatting;

public class DisplayTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "now")]
    [InlineData(1.9, "now")]
    [InlineData(2, "2 s ago")]
    [InlineData(40, "40 s ago")]
    [InlineData(180, "3 min ago")]
    [InlineData(5 * 3600, "5 h ago")]
    [InlineData(3 * 86400, "3 d ago")]
    [InlineData(-3600, "now")]
    public void An_age_is_one_number_and_a_unit(double seconds, string shown) => Assert.Equal(shown, Display.Age(Now.AddSeconds(-seconds), Now));

    [Fact]
    public void What_was_never_seen_is_never_seen() => Assert.Equal("never", Display.Age(null, Now));

    [Theory]
    [InlineData(1.9, "")]
    [InlineData(7, "(seen 7 s ago)")]
    public void What_is_not_of_now_says_so(double seconds, string shown) => Assert.Equal(shown, Display.IfOld(Now.AddSeconds(-seconds), Now));

    [Fact]
    public void An_age_is_read_from_what_a_job_gives_back() => Assert.Equal("3 min ago", Display.Age("01/31/2026 11:57:00 +00:00", Now));

    [Theory]
    [InlineData(null, "")]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1023 B")]
    [InlineData(1024L, "1 KiB")]
    [InlineData(1567L * 1024 * 1024, "1.53 GiB")]
    [InlineData(23L * 1024 * 1024 + 500_000, "23.5 MiB")]
    [InlineData(999L * 1024 * 1024 * 1024, "999 GiB")]
    [InlineData(long.MaxValue, "8192 PiB")]
    public void Bytes_have_three_digits(long? count, string shown) => Assert.Equal(shown, Display.Bytes(count));

    [Theory]
    [InlineData(0.0123, "12 ms")]
    [InlineData(1.54, "1.5 s")]
    [InlineData(119, "119 s")]
    [InlineData(180, "3 min")]
    [InlineData(9000, "2.5 h")]
    public void A_duration_has_the_unit_that_reads_best(double seconds, string shown) => Assert.Equal(shown, Display.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Labels_are_sorted_and_cannot_steer_the_terminal() =>
        Assert.Equal("a=␛[2J, b=x", Display.Pairs(new Hashtable { ["b"] = "x", ["a"] = "\e[2J" }));

    [Fact]
    public void Percent_says_when_it_does_not_know() => Assert.Equal(["-", "12.3"], new[] { Display.Percent(null), Display.Percent(12.34) });

    [Fact]
    public void Times_are_shown_local()
    {
        var time = new DateTimeOffset(2026, 1, 31, 8, 5, 9, 123, TimeSpan.Zero);
        Assert.Equal(time.ToLocalTime().DateTime, DateTime.ParseExact(Display.Time(time), "yyyy-MM-dd HH:mm:ss", null).AddMilliseconds(123));
        Assert.EndsWith(".123", Display.PreciseTime(time), StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_leave_out_what_goes_without_saying()
    {
        string[] ports = ["0.0.0.0:8080->80/tcp", "[::]:8080->80/tcp", "127.0.0.1:5353->53/udp", "443/tcp"];
        Assert.Equal("8080->80, 127.0.0.1:5353->53/udp, 443", Display.Ports(ports));
    }
}
