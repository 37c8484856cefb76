using System.Text;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-21T06:23:42.096498259Z x", "2026-11-21T06:23:42.0964982Z", 30)]
    [InlineData("2026-11-21T06:23:42Z", "2026-11-21T06:23:42Z", 20)]
    [InlineData("2026-11-21T06:23:42.5Z", "2026-11-21T06:23:42.5Z", 22)]
    [InlineData("2026-11-21T06:23:42+01:30 text", "2026-11-21T04:53:42Z", 25)]
    [InlineData("2026-01-01T00:00:00.000000001-02:00", "2026-01-01T02:00:00Z", 35)]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z", 20)]
    public void Reads_the_time_and_its_length(string text, string expected, int length)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var time, out var read));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(length, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T06:23:42")]
    [InlineData("2026-11-21 06:23:42Z")]
    [InlineData("2026-13-21T06:23:42Z")]
    [InlineData("2025-02-29T06:23:42Z")]
    [InlineData("2026-11-21T24:23:42Z")]
    [InlineData("2026-11-21T06:23:42+0100")]
    [InlineData("0000-11-21T06:23:42Z")]
    [InlineData("0001-01-01T00:00:00+05:00")]
    [InlineData("plain text that is long enough")]
    public void Refuses_what_is_no_time(string text) => Assert.False(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));
}
