using LyttleCluster.Formatting;

namespace LyttleCluster.Tests.Formatting;

public class PrintableTests
{
    [Fact]
    public void An_error_cannot_steer_the_terminal()
    {
        var failure = new ClusterException("SomeError", ClusterErrorCategory.NotSpecified, "container '\e[2Jweb'", "look\rhere");
        Assert.Equal(("container '␛[2Jweb'", "look␍here"), (failure.Message, failure.Remedy));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(null, "")]
    [InlineData("Grüße 😀 日本", "Grüße 😀 日本")]
    [InlineData("\e[31mred\e[0m", "␛[31mred␛[0m")]
    [InlineData("over\rwritten\nline\ttab", "over␍written␊line␉tab")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("a\u007fb\0", "a␡b␀")]
    [InlineData("abc\u202etxt.exe", "abc\\u202etxt.exe")]
    public void A_line_cannot_steer_the_terminal(string? text, string shown) => Assert.Equal(shown, Printable.Line(text));

    [Fact]
    public void Text_keeps_its_lines_and_nothing_else() => Assert.Equal("a\nb\tc␍␛[2J", Printable.Text("a\nb\tc\r\e[2J"));

    [Fact]
    public void Harmless_text_is_not_copied()
    {
        var text = new string('x', 100);
        Assert.Same(text, Printable.Line(text));
    }
}
