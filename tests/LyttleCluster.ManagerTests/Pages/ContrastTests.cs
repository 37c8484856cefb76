using System.Globalization;
using System.Text.RegularExpressions;
using LyttleCluster.Service.Manager.Pages.Http;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>The colours of the pages, by the rule of WCAG 2.2: text has a contrast of 4.5 at least, borders of fields and marks have 3.</summary>
public partial class ContrastTests
{
    private static readonly string Style = System.Text.Encoding.UTF8.GetString(new PageAssets().Style.Bytes);

    public static TheoryData<string, string, double> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, double>();
            foreach (var ground in new[] { "ground", "surface", "raised" })
            {
                foreach (var text in new[] { "text", "muted", "accent", "good", "doubtful", "bad", "quiet" }) pairs.Add(text, ground, 4.5);
            }

            foreach (var word in new[] { "good", "doubtful", "bad", "quiet" }) pairs.Add(word, word + "-ground", 4.5);
            pairs.Add("muted", "doubtful-ground", 4.5);
            pairs.Add("muted", "bad-ground", 4.5);
            pairs.Add("on-accent", "accent", 4.5);
            pairs.Add("on-top", "top", 4.5);
            pairs.Add("on-top-muted", "top", 4.5);
            pairs.Add("on-top", "top-current", 4.5);
            pairs.Add("edge", "surface", 3);
            pairs.Add("edge", "ground", 3);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_can_be_read_in_light_and_in_dark(string text, string ground, double least)
    {
        foreach (var (name, colours) in new[] { ("light", Colours(dark: false)), ("dark", Colours(dark: true)) })
            Assert.True(Contrast(colours[text], colours[ground]) >= least, $"{text} on {ground} ({name}) has {Contrast(colours[text], colours[ground]):0.00}.");
    }

    [Fact]
    public void Colours_stand_in_one_place()
    {
        var rest = Style[Style.IndexOf("*, *::before", StringComparison.Ordinal)..];
        Assert.Equal(["#ffffff", "#ffffff", "#000000"], Colour().Matches(rest).Select(match => match.Value).Where(value => value is not "#3a7de0"));
    }

    private static Dictionary<string, string> Colours(bool dark)
    {
        var split = Style.IndexOf("prefers-color-scheme", StringComparison.Ordinal);
        var end = Style.IndexOf("*, *::before", StringComparison.Ordinal);
        return Variable().Matches(dark ? Style[split..end] : Style[..split]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour) => (0.2126 * Channel(colour, 1)) + (0.7152 * Channel(colour, 3)) + (0.0722 * Channel(colour, 5));

    private static double Channel(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Variable();

    [GeneratedRegex("#[0-9a-f]{3,8}\\b")]
    private static partial Regex Colour();
}
